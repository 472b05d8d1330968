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

  /**
   * So many rows are summed in 32 bits, such sums in 64: loops that widen are four times slower.
   */
  private static final int ROWS_AT_ONCE = 32;

  private final int units;
  final DenseLayout.Vector gamma;
  final DenseLayout.Vector beta;
  private final DenseLayout.Segment movingMean;
  private final DenseLayout.Segment movingVariance;
  private final FloatMemory inputs; // z, n × units, of the training pass
  private final double[] sums; // over the threads: of two vectors and the number of rows
  private final float[] mean;
  private final float[] inverseDeviation;
  private final double[] batchMean;
  private final double[] batchVariance;
  private final float[] row;
  private final float[] gradientRow;
  private final float[] pivot;
  private final float[] sumOfDifferences;
  private final float[] sumOfSquares;
  private final float[] factor; // γ / √(σ² + ε)
  private final float[] meanGradient; // of ∂L/∂y over the mini-batch
  private final float[] meanProduct; // of x̂ ∂L/∂y, divided by √(σ² + ε)
  private double count;

  BatchNorm(DenseLayout layout, int layer, int units, int maxExamples, boolean training) {
    this.units = units;
    gamma = new DenseLayout.Vector(layout, DenseLayout.gamma(layer));
    beta = new DenseLayout.Vector(layout, DenseLayout.beta(layer));
    movingMean = layout.segment(DenseLayout.movingMean(layer));
    movingVariance = layout.segment(DenseLayout.movingVariance(layer));
    inputs = FloatMemory.allocate(training ? (long) maxExamples * units : 0);
    sums = new double[2 * units + 1];
    mean = new float[units];
    inverseDeviation = new float[units];
    batchMean = new double[units];
    batchVariance = new double[units];
    row = new float[units];
    gradientRow = new float[units];
    pivot = new float[units];
    sumOfDifferences = new float[units];
    sumOfSquares = new float[units];
    factor = new float[units];
    meanGradient = new float[units];
    meanProduct = new float[units];
  }

  /** Where z of the training pass is to be written, n × units; it must stay until the backward. */
  FloatMemory inputs() {
    return inputs;
  }

  /** Uses the moving statistics in {@code dense} for the rows to come. */
  void useMovingStatistics(float[] dense) {
    for (int j = 0; j < units; j++) {
      use(j, dense[movingMean.offset() + j], dense[movingVariance.offset() + j]);
    }
  }

  private void use(int j, double mu, double variance) {
    mean[j] = (float) mu;
    inverseDeviation[j] = (float) (1 / Math.sqrt(variance + EPSILON));
    factor[j] = gamma.values[j] * inverseDeviation[j];
  }

  /** Uses the statistics of {@link #inputs}, summed over all threads of the mini-batch. */
  void useBatchStatistics(int n, StepContext.BatchSync sync) {
    sumInputs(n);
    sums[2 * units] = n;
    sync.sumOverThreads(sums);
    count = sums[2 * units];
    for (int j = 0; j < units; j++) {
      double mu = sums[j] / count;
      double variance = Math.max(0, sums[units + j] / count - mu * mu);
      batchMean[j] = mu;
      batchVariance[j] = variance;
      use(j, mu, variance);
    }
  }

  /**
   * Σ z and Σ z² of n rows. Summed are d = z − p and d², p the first row: a mean far from 0 would
   * leave nothing of the variance in 32 bits. Σ z = Σ d + n p, Σ z² = Σ d² + 2 p Σ d + n p².
   */
  private void sumInputs(int n) {
    Arrays.fill(sums, 0);
    for (int begin = 0; begin < n; begin += ROWS_AT_ONCE) {
      Arrays.fill(sumOfDifferences, 0f);
      Arrays.fill(sumOfSquares, 0f);
      for (int b = begin; b < Math.min(n, begin + ROWS_AT_ONCE); b++) {
        inputs.get(b * units, row, 0, units);
        if (b == 0) {
          System.arraycopy(row, 0, pivot, 0, units);
        }
        addDifferences();
      }
      for (int j = 0; j < units; j++) {
        sums[j] += sumOfDifferences[j];
        sums[units + j] += sumOfSquares[j];
      }
    }
    for (int j = 0; j < units && n > 0; j++) {
      double p = pivot[j];
      sums[units + j] += 2 * p * sums[j] + n * p * p;
      sums[j] += n * p;
    }
  }

  private void addDifferences() {
    for (int j = 0; j < units; j++) {
      float difference = row[j] - pivot[j];
      sumOfDifferences[j] += difference;
      sumOfSquares[j] += difference * difference;
    }
  }

  /** Replaces z by y in one row. */
  void normalize(float[] z) {
    float[] shift = beta.values;
    for (int j = 0; j < units; j++) {
      z[j] = factor[j] * (z[j] - mean[j]) + shift[j];
    }
  }

  /**
   * Sums up the gradients of γ and β from ∂L/∂y of row b, the former without its factor 1 / √(σ² +
   * ε).
   */
  void addGradients(float[] gradient, int b) {
    inputs.get(b * units, row, 0, units);
    float[] gammaGradient = gamma.gradient;
    float[] betaGradient = beta.gradient;
    for (int j = 0; j < units; j++) {
      betaGradient[j] += gradient[j];
      gammaGradient[j] += gradient[j] * (row[j] - mean[j]);
    }
  }

  /**
   * Replaces ∂L/∂y by ∂L/∂z in {@code gradient} (n × units), each row of which has been added to
   * the gradients of γ and β: ∂L/∂z = γ / √(σ² + ε) · (∂L/∂y − mean(∂L/∂y) − x̂ mean(x̂ ∂L/∂y)).
   */
  void backward(int n, FloatMemory gradient, StepContext.BatchSync sync) {
    for (int j = 0; j < units; j++) {
      gamma.gradient[j] *= n > 0 ? inverseDeviation[j] : 0; // which might be that of no rows
      sums[j] = beta.gradient[j];
      sums[units + j] = gamma.gradient[j];
    }
    sync.sumOverThreads(sums);
    for (int j = 0; j < units; j++) {
      meanGradient[j] = (float) (sums[j] / count);
      meanProduct[j] = (float) (sums[units + j] / count * inverseDeviation[j]);
    }
    for (int b = 0; b < n; b++) {
      inputs.get(b * units, row, 0, units);
      gradient.get(b * units, gradientRow, 0, units);
      toInputGradient();
      gradient.put(b * units, gradientRow, 0, units);
    }
  }

  private void toInputGradient() {
    for (int j = 0; j < units; j++) {
      float centred = row[j] - mean[j];
      gradientRow[j] = factor[j] * (gradientRow[j] - meanGradient[j] - centred * meanProduct[j]);
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
