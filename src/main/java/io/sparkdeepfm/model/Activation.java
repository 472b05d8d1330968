package io.sparkdeepfm.model;

/** Activation of the hidden layers of the MLP. */
public enum Activation {
  /** max(0, z). */
  RELU {
    @Override
    void apply(float[] row, int length) {
      for (int j = 0; j < length; j++) {
        row[j] = Math.max(0f, row[j]);
      }
    }

    @Override
    void multiplyDerivative(float[] gradient, float[] output, int length) {
      for (int j = 0; j < length; j++) {
        // min(1, huge · output) is the step function of an output ≥ 0, without a branch: the
        // compiler makes vector instructions of it, and a branch would be mispredicted half the
        // time.
        gradient[j] *= Math.min(1f, output[j] * Float.MAX_VALUE);
      }
    }
  },
  /** tanh z. */
  TANH {
    @Override
    void apply(float[] row, int length) {
      for (int j = 0; j < length; j++) {
        row[j] = (float) Math.tanh(row[j]);
      }
    }

    @Override
    void multiplyDerivative(float[] gradient, float[] output, int length) {
      for (int j = 0; j < length; j++) {
        gradient[j] *= 1 - output[j] * output[j];
      }
    }
  },
  /** 1 / (1 + e^−z). */
  SIGMOID {
    @Override
    void apply(float[] row, int length) {
      for (int j = 0; j < length; j++) {
        row[j] = (float) (1 / (1 + Math.exp(-row[j])));
      }
    }

    @Override
    void multiplyDerivative(float[] gradient, float[] output, int length) {
      for (int j = 0; j < length; j++) {
        gradient[j] *= output[j] * (1 - output[j]);
      }
    }
  };

  /** Replaces z by the output, element by element. */
  abstract void apply(float[] row, int length);

  /** Multiplies the gradient by d output / d z, which each activation computes from its output. */
  abstract void multiplyDerivative(float[] gradient, float[] output, int length);
}
