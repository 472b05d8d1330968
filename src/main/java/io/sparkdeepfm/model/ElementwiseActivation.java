package io.sparkdeepfm.model;

import io.sparkdeepfm.math.Sgemm.Epilogue;

/** The activations that are one fixed function of each element, as loops over rows. */
enum ElementwiseActivation {
  /** max(0, z). */
  RELU(Epilogue.BIAS_RELU) {
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
  TANH(Epilogue.BIAS_TANH) {
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
  SIGMOID(Epilogue.BIAS_SIGMOID) {
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
  },
  /** max(z, {@link Activation#LEAK} z). */
  LEAKY_RELU(Epilogue.BIAS) {
    @Override
    void apply(float[] row, int length) {
      for (int j = 0; j < length; j++) {
        row[j] = Math.max(row[j], Activation.LEAK * row[j]);
      }
    }

    @Override
    void multiplyDerivative(float[] gradient, float[] output, int length) {
      for (int j = 0; j < length; j++) { // as ReLU's, with a floor: output and z have one sign
        gradient[j] *= Math.max(Activation.LEAK, Math.min(1f, output[j] * Float.MAX_VALUE));
      }
    }
  };

  private final Epilogue epilogue;

  ElementwiseActivation(Epilogue epilogue) {
    this.epilogue = epilogue;
  }

  /** What a matrix product can do of it by the way; {@link Epilogue#BIAS} for nothing. */
  Epilogue epilogue() {
    return epilogue;
  }

  /** The loops of an activation; null for {@link Activation#PRELU}, which has parameters. */
  static ElementwiseActivation of(Activation activation) {
    return switch (activation) {
      case RELU -> RELU;
      case TANH -> TANH;
      case SIGMOID -> SIGMOID;
      case LEAKY_RELU -> LEAKY_RELU;
      case PRELU -> null;
    };
  }

  /** Replaces z by the output, element by element. */
  abstract void apply(float[] row, int length);

  /** Multiplies the gradient by d output / d z, which each activation computes from its output. */
  abstract void multiplyDerivative(float[] gradient, float[] output, int length);
}
