package io.sparkdeepfm.model;

import io.sparkdeepfm.math.FloatMemory;
import java.util.Arrays;

/**
 * Batch normalisation of one hidden layer (Ioffe and Szegedy 2015, algorithm 1): x̂ = (z − μ) /
 * √(σ² + ε), y = γ x̂ + β, with mean and (biased) variance of the whole mini-batch while training
 * and moving statistics when scoring.
 */
final class BatchNorm {
  static final double EPSILON = 1e-5;

  /** moving ← (1 − MOMENTUM)·moving + MOMENTUM·batch, with the unbiased variance. */
  static final double MOMENTUM = 0.1;

  private final int units;
  final DenseLayout.Vector gamma;
  final DenseLayout.Vector beta;
  private final DenseLayout.Segment movingMean;
  private final DenseLayout.Segment movingVariance;
  private final FloatMemory normalized; // x̂, n × units, of the training pass
  private final double[] sums;
  private final float[] mean;
  private final float[] inverseDeviation;
  private final double[] batchMean;
  private final double[] batchVariance;
  private final float[] row;
  private final float[] hat;
  private double count;

  BatchNorm(DenseLayout layout, int layer, int units, int maxExamples, boolean training) {
    this.units = units;
    gamma = new DenseLayout.Vector(layout, DenseLayout.gamma(layer));
    beta = new DenseLayout.Vector(layout, DenseLayout.beta(layer));
    movingMean = layout.segment(DenseLayout.movingMean(layer));
    movingVariance = layout.segment(DenseLayout.movingVariance(layer));
    normalized = FloatMemory.allocate(training ? (long) maxExamples * units : 0);
    sums = new double[2 * units + 1];
    mean = new float[units];
    inverseDeviation = new float[units];
    batchMean = new double[units];
    batchVariance = new double[units];
    row = new float[units];
    hat = new float[units];
  }

  /** Uses the moving statistics in {@code dense} for the rows to come. */
  void useMovingStatistics(float[] dense) {
    for (int j = 0; j < units; j++) {
      mean[j] = dense[movingMean.offset() + j];
      inverseDeviation[j] = (float) (1 / Math.sqrt(dense[movingVariance.offset() + j] + EPSILON));
    }
  }

  /** Uses the statistics of z (n × units), summed over all threads of the mini-batch. */
  void useBatchStatistics(int n, FloatMemory z, StepContext.BatchSync sync) {
    Arrays.fill(sums, 0);
    for (int b = 0; b < n; b++) {
      z.get(b * units, row, 0, units);
      for (int j = 0; j < units; j++) {
        sums[j] += row[j];
        sums[units + j] += (double) row[j] * row[j];
      }
    }
    sums[2 * units] = n;
    sync.sumOverThreads(sums);
    count = sums[2 * units];
    for (int j = 0; j < units; j++) {
      double mu = sums[j] / count;
      double variance = Math.max(0, sums[units + j] / count - mu * mu);
      batchMean[j] = mu;
      batchVariance[j] = variance;
      mean[j] = (float) mu;
      inverseDeviation[j] = (float) (1 / Math.sqrt(variance + EPSILON));
    }
  }

  /** Replaces z by y in one row; keeps x̂ of training row {@code b}, or nothing if b is −1. */
  void normalize(float[] z, int b) {
    for (int j = 0; j < units; j++) {
      hat[j] = (z[j] - mean[j]) * inverseDeviation[j];
    }
    if (b >= 0) {
      normalized.put(b * units, hat, 0, units);
    }
    float[] scale = gamma.values;
    float[] shift = beta.values;
    for (int j = 0; j < units; j++) {
      z[j] = scale[j] * hat[j] + shift[j];
    }
  }

  /** Replaces ∂L/∂y by ∂L/∂z in {@code gradient} (n × units); sums up the gradients of γ and β. */
  void backward(int n, FloatMemory gradient, StepContext.BatchSync sync) {
    Arrays.fill(sums, 0);
    float[] gammaGradient = gamma.gradient;
    float[] betaGradient = beta.gradient;
    for (int b = 0; b < n; b++) {
      gradient.get(b * units, row, 0, units);
      normalized.get(b * units, hat, 0, units);
      for (int j = 0; j < units; j++) {
        betaGradient[j] += row[j];
        gammaGradient[j] += row[j] * hat[j];
      }
    }
    for (int j = 0; j < units; j++) {
      sums[j] = betaGradient[j];
      sums[units + j] = gammaGradient[j];
    }
    sync.sumOverThreads(sums);
    for (int b = 0; b < n; b++) {
      gradient.get(b * units, row, 0, units);
      normalized.get(b * units, hat, 0, units);
      for (int j = 0; j < units; j++) {
        double centred = row[j] - (sums[j] + hat[j] * sums[units + j]) / count;
        row[j] = (float) (gamma.values[j] * inverseDeviation[j] * centred);
      }
      gradient.put(b * units, row, 0, units);
    }
  }

  /** Moves the moving statistics in {@code dense} towards those of the last mini-batch. */
  void updateMovingStatistics(float[] dense) {
    double unbiased = count > 1 ? count / (count - 1) : 1;
    for (int j = 0; j < units; j++) {
      int m = movingMean.offset() + j;
      int v = movingVariance.offset() + j;
      dense[m] += (float) (MOMENTUM * (batchMean[j] - dense[m]));
      dense[v] += (float) (MOMENTUM * (unbiased * batchVariance[j] - dense[v]));
    }
  }
}
