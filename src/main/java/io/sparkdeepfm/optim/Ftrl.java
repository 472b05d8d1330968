package io.sparkdeepfm.optim;

/**
 * FTRL-Proximal (McMahan et al. 2013, "Ad Click Prediction: a View from the Trenches", algorithm
 * 1): σ = (√(n + g²) − √n) / α, z ← z + g − σθ, n ← n + g², θ = 0 where |z| ≤ λ₁, else −(z −
 * sign(z) λ₁) / ((β + √n)/α + λ₂); α is the learning rate. λ₁ makes parameters exactly 0.
 *
 * <p>θ follows from z and n, so a step without a gradient changes nothing, whatever the penalty:
 * idle rows need no step. The proximal term β/α of the first step is centred at the initial θ, not
 * at 0, or embeddings would fall to 0 at once. Where later θ is not what z and n say, it was set
 * from outside (an average of workers, another learning rate), and z is made to say it: the steps
 * go on from θ.
 *
 * @param beta β, 1 in the paper
 */
record Ftrl(double beta, Penalty penalty) implements Optimizer {
  private static final int Z = 0;
  private static final int N = 1;

  @Override
  public int numStates() {
    return 2;
  }

  @Override
  public void update(ParameterArrays arrays, int length, Step step) {
    float[] parameters = arrays.values;
    float[] gradients = arrays.gradients;
    float[] z = arrays.states[Z];
    float[] n = arrays.states[N];
    float learningRate = step.learningRate();
    for (int i = 0; i < length; i++) {
      float theta = parameters[i];
      float g = gradients[i];
      float root = (float) Math.sqrt(n[i]);
      if (z[i] == 0 && n[i] == 0) {
        z[i] = -theta * (float) beta / learningRate;
      } else if (theta != parameter(z[i], root, learningRate)) {
        z[i] = accumulated(theta, root, learningRate);
      }
      float squares = n[i] + g * g;
      float newRoot = (float) Math.sqrt(squares);
      z[i] += g - (newRoot - root) / learningRate * theta;
      n[i] = squares;
      parameters[i] = parameter(z[i], newRoot, learningRate);
    }
  }

  private float parameter(float z, float root, float alpha) {
    float lambda1 = (float) penalty.l1();
    float excess = Math.abs(z) - lambda1;
    return excess <= 0 ? 0f : -Math.copySign(excess, z) / curvature(root, alpha);
  }

  /** The z of which {@link #parameter} makes θ. */
  private float accumulated(float theta, float root, float alpha) {
    return -theta * curvature(root, alpha) - Math.signum(theta) * (float) penalty.l1();
  }

  private float curvature(float root, float alpha) {
    return ((float) beta + root) / alpha + (float) penalty.l2();
  }

  @Override
  public boolean movesIdle() {
    return false;
  }

  @Override
  public void idle(ParameterArrays arrays, int length, Step step) {
    // θ stays what z and n say
  }
}
