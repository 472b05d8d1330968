package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Sgemm.Epilogue;

/** Activation of the hidden layers of the MLP. */
public enum Activation {
  /** max(0, z). */
  RELU,
  /** tanh z. */
  TANH,
  /** 1 / (1 + e^−z). */
  SIGMOID,
  /** z where z &gt; 0, else {@link #LEAK}·z (Maas, Hannun and Ng 2013). */
  LEAKY_RELU,
  /**
   * z where z &gt; 0, else a·z with a slope a learned for each unit (He et al. 2015, eq. 1), which
   * begins at {@link #INITIAL_SLOPE}.
   */
  PRELU;

  /** Slope of {@link #LEAKY_RELU} below 0. */
  public static final float LEAK = 0.01f;

  /** Slope of {@link #PRELU} below 0 before the first step. */
  public static final float INITIAL_SLOPE = 0.25f;

  /** The activations that are one fixed function of each element, as loops over rows. */
  enum Elementwise {
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

    Elementwise(Epilogue epilogue) {
      this.epilogue = epilogue;
    }

    /** What a matrix product can do of it by the way; {@link Epilogue#BIAS} for nothing. */
    Epilogue epilogue() {
      return epilogue;
    }

    /** The loops of an activation; null for {@link Activation#PRELU}, which has parameters. */
    static Elementwise of(Activation activation) {
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

    /**
     * Multiplies the gradient by d output / d z, which each activation computes from its output.
     */
    abstract void multiplyDerivative(float[] gradient, float[] output, int length);
  }

  /**
   * The parametric ReLU of one hidden layer for one thread (He et al. 2015, eq. 1 and 4): a = z
   * where z &gt; 0, else slope·z; ∂a/∂slope = min(0, z).
   *
   * <p>A slope may become negative, and then the output's sign does not tell that of z: the
   * training pass keeps z.
   */
  static final class Prelu {
    private final int units;
    final DenseLayout.Vector slope;
    private final FloatMemory inputs; // z, n × units, of the training pass
    private final float[] row;

    Prelu(DenseLayout layout, int layer, int units, int maxExamples, boolean training) {
      this.units = units;
      slope = new DenseLayout.Vector(layout, DenseLayout.slope(layer));
      inputs = FloatMemory.allocate(training ? (long) maxExamples * units : 0);
      row = new float[units];
    }

    /**
     * Replaces z by the output in one row; keeps z of training row {@code b}, or not if b is −1.
     */
    void apply(float[] z, int b) {
      if (b >= 0) {
        inputs.put(b * units, z, 0, units);
      }
      float[] slopes = slope.values;
      for (int j = 0; j < units; j++) {
        z[j] = Math.max(0f, z[j]) + slopes[j] * Math.min(0f, z[j]);
      }
    }

    /** Replaces ∂L/∂a of row {@code b} by ∂L/∂z; sums up the gradient of the slopes. */
    void backward(float[] gradient, int b) {
      inputs.get(b * units, row, 0, units);
      float[] slopes = slope.values;
      float[] slopeGradient = slope.gradient;
      for (int j = 0; j < units; j++) {
        slopeGradient[j] += gradient[j] * Math.min(0f, row[j]);
        gradient[j] *= row[j] > 0 ? 1f : slopes[j];
      }
    }
  }
}
