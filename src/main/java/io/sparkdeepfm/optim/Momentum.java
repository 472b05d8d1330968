package io.sparkdeepfm.optim;

import io.sparkdeepfm.optim.Optimizer.ParameterArrays;
import io.sparkdeepfm.optim.Optimizer.Step;

/**
 * Gradient descent with momentum (Polyak 1964; with the learning rate outside, as in Sutskever et
 * al. 2013): u ← μu + g, θ ← θ − η·u.
 *
 * @param momentum μ in [0, 1)
 */
record Momentum(double momentum) implements UpdateRule {
  @Override
  public void update(ParameterArrays arrays, int length, Step step) {
    float[] parameters = arrays.values;
    float[] gradients = arrays.gradients;
    float[] velocity = arrays.states[0];
    float mu = (float) momentum;
    for (int i = 0; i < length; i++) {
      float u = mu * velocity[i] + gradients[i];
      velocity[i] = u;
      parameters[i] -= step.learningRate() * u;
    }
  }

  /**
   * With g constant, u after j steps is s + (u − s)μʲ with s = g / (1 − μ): both sums are exact.
   */
  @Override
  public void repeat(ParameterArrays arrays, int length, Step step) {
    float[] parameters = arrays.values;
    float[] gradients = arrays.gradients;
    float[] velocity = arrays.states[0];
    int times = step.times();
    double power = Math.pow(momentum, times);
    float keep = (float) power;
    float sumOfKeeps = (float) (momentum * (1 - power) / (1 - momentum));
    float limit = (float) (1 / (1 - momentum));
    for (int i = 0; i < length; i++) {
      float s = gradients[i] * limit;
      float excess = velocity[i] - s;
      velocity[i] = s + excess * keep;
      parameters[i] -= step.learningRate() * (times * s + excess * sumOfKeeps);
    }
  }

  @Override
  public boolean decaysExactly() {
    return true;
  }

  /** For any number of times: (θ, u) ← Mⁿ (θ, u) with M = [[1 − ηλ, −ημ], [λ, μ]]. */
  @Override
  public void decay(ParameterArrays arrays, int length, float l2, Step step) {
    double[] power = {1, 0, 0, 1};
    double rate = step.learningRate();
    double[] square = {1 - rate * l2, -rate * momentum, l2, momentum};
    for (int n = step.times(); n > 0; n >>= 1) {
      if ((n & 1) == 1) {
        power = product(power, square);
      }
      square = product(square, square);
    }
    float[] parameters = arrays.values;
    float[] velocity = arrays.states[0];
    for (int i = 0; i < length; i++) {
      double theta = parameters[i];
      double u = velocity[i];
      parameters[i] = (float) (power[0] * theta + power[1] * u);
      velocity[i] = (float) (power[2] * theta + power[3] * u);
    }
  }

  private static double[] product(double[] a, double[] b) {
    return new double[] {
      a[0] * b[0] + a[1] * b[2],
      a[0] * b[1] + a[1] * b[3],
      a[2] * b[0] + a[3] * b[2],
      a[2] * b[1] + a[3] * b[3]
    };
  }
}
