package io.sparkdeepfm.optim;

import io.sparkdeepfm.optim.Optimizer.ParameterArrays;
import io.sparkdeepfm.optim.Optimizer.Step;

/**
 * Adagrad (Duchi, Hazan and Singer 2011, diagonal form): a ← a + g², θ ← θ − η·g / (√a + ε).
 *
 * @param initialAccumulator a before the first step; TensorFlow and Keras begin at 0.1
 */
record Adagrad(double initialAccumulator, double epsilon) implements UpdateRule {
  /** ε as in Keras. */
  static final double EPSILON = 1e-7;

  @Override
  public float initialState(int index) {
    return (float) initialAccumulator;
  }

  @Override
  public void update(ParameterArrays arrays, int length, Step step) {
    float[] parameters = arrays.values;
    float[] gradients = arrays.gradients;
    float[] accumulator = arrays.states[0];
    float eps = (float) epsilon;
    for (int i = 0; i < length; i++) {
      float g = gradients[i];
      float a = accumulator[i] + g * g;
      accumulator[i] = a;
      parameters[i] -= step.learningRate() * g / ((float) Math.sqrt(a) + eps);
    }
  }

  /** With g constant, a grows by g² per step; its middle value stands for all. */
  @Override
  public void repeat(ParameterArrays arrays, int length, Step step) {
    float[] parameters = arrays.values;
    float[] gradients = arrays.gradients;
    float[] accumulator = arrays.states[0];
    float eps = (float) epsilon;
    int times = step.times();
    float toMiddle = (times + 1) * 0.5f;
    for (int i = 0; i < length; i++) {
      float g = gradients[i];
      float middle = accumulator[i] + toMiddle * g * g;
      accumulator[i] += times * g * g;
      parameters[i] -= step.learningRate() * times * g / ((float) Math.sqrt(middle) + eps);
    }
  }

  /** With a at its middle value, each step shrinks θ by one factor. */
  @Override
  public void decay(ParameterArrays arrays, int length, float l2, Step step) {
    int times = step.times();
    for (int i = 0; i < length; i++) {
      float theta = arrays.values[i];
      float squared = l2 * l2 * theta * theta;
      double middle = arrays.states[0][i] + (times + 1) * 0.5 * squared;
      double end =
          theta * power(1 - step.learningRate() * l2 / (Math.sqrt(middle) + epsilon), times);
      arrays.values[i] = (float) end;
      arrays.states[0][i] +=
          (float) (times * l2 * l2 * (theta * theta + theta * end + end * end) / 3);
    }
  }

  /** A factor below 0, as of a learning rate far too large, counts as 0. */
  static double power(double factor, int times) {
    return Math.pow(Math.max(factor, 0), times);
  }
}
