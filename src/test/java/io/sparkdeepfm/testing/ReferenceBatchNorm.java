package io.sparkdeepfm.testing;

import java.util.Arrays;

/**
 * Batch normalisation of B × U numbers (Ioffe and Szegedy 2015), each unit by itself: ẑ = (z − μ) /
 * √(σ² + ε).
 *
 * <p>While training, μ and σ² are the mean and the biased variance of the mini-batch, row weights
 * playing no part. Moving statistics follow as moving = 0.9 · moving + 0.1 · batch, the variance
 * unbiased, σ² · B / (B − 1). One example alone has no unbiased variance; its σ² = 0 is used.
 */
final class ReferenceBatchNorm {
  static final double EPSILON = 1e-5;
  static final double MOVING_DECAY = 0.9;

  private ReferenceBatchNorm() {}

  /** μ and biased σ² of a mini-batch, or the moving ones. Shape U each. */
  @SuppressWarnings("ArrayRecordComponent") // statistics are never compared
  record Statistics(double[] mean, double[] variance) {}

  static Statistics ofBatch(double[][] z) {
    int units = z[0].length;
    double[] mean = new double[units];
    double[] variance = new double[units];
    for (int u = 0; u < units; u++) {
      int unit = u;
      mean[u] = Arrays.stream(z).mapToDouble(row -> row[unit]).average().orElseThrow();
      double centre = mean[u];
      variance[u] =
          Arrays.stream(z)
              .mapToDouble(row -> (row[unit] - centre) * (row[unit] - centre))
              .average()
              .orElseThrow();
    }
    return new Statistics(mean, variance);
  }

  static double[][] normalize(double[][] z, Statistics statistics) {
    double[][] normalized = new double[z.length][z[0].length];
    for (int b = 0; b < z.length; b++) {
      for (int u = 0; u < z[b].length; u++) {
        normalized[b][u] =
            (z[b][u] - statistics.mean()[u]) / Math.sqrt(statistics.variance()[u] + EPSILON);
      }
    }
    return normalized;
  }

  /**
   * dz from dẑ, μ and σ² being functions of all z of the mini-batch: dz = (dẑ − mean(dẑ) − ẑ ·
   * mean(dẑ · ẑ)) / √(σ² + ε).
   */
  static double[][] backward(double[][] dNormalized, double[][] normalized, double[] variance) {
    int size = normalized.length;
    double[][] dz = new double[size][variance.length];
    for (int u = 0; u < variance.length; u++) {
      double mean = 0;
      double meanTimesNormalized = 0;
      for (int b = 0; b < size; b++) {
        mean += dNormalized[b][u] / size;
        meanTimesNormalized += dNormalized[b][u] * normalized[b][u] / size;
      }
      for (int b = 0; b < size; b++) {
        dz[b][u] =
            (dNormalized[b][u] - mean - normalized[b][u] * meanTimesNormalized)
                / Math.sqrt(variance[u] + EPSILON);
      }
    }
    return dz;
  }

  /** The moving mean after a mini-batch with mean {@code batch}. */
  static double movedMean(double moving, double batch) {
    return MOVING_DECAY * moving + (1 - MOVING_DECAY) * batch;
  }

  /** The moving variance after a mini-batch of {@code size} examples. */
  static double movedVariance(double moving, double biasedVariance, int size) {
    double unbiased = size == 1 ? biasedVariance : biasedVariance * size / (size - 1);
    return MOVING_DECAY * moving + (1 - MOVING_DECAY) * unbiased;
  }
}
