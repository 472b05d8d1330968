package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DenseLayout;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Averages the workers' replicas: a row over the workers that touched it, by a {@link RowRule};
 * dense parameters over all workers, weighted by row weights. Sums are in double and in the order
 * of the workers, so the result is reproducible.
 *
 * <p>Batch norm's moving variances are those of all workers' data together, by the law of total
 * variance: the mean of the variances plus the variance of the means.
 */
final class Averaging implements Serializable {
  /**
   * How the replicas' values of a row become one, and what {@link RowUpdates#values} and {@link
   * RowUpdates#weights} are.
   */
  enum RowRule {
    /**
     * For rows that move in the steps that touch them, and in no others; the weights are numbers of
     * such steps. With n_w of worker w among the T steps of the round, N = T·(1 − Π_w (1 − n_w/T))
     * of T common steps would have touched the row, if each worker's touches fall on any of its
     * steps. So it moves by N times the mean movement of a touch: θ = θ₀ + N · Σ_w (θ_w − θ₀) / Σ_w
     * n_w. That is the mean of the replicas for a row that all touch in every step, and nearly the
     * sum of their movements for a rare one. The values are movements θ_w − θ₀, and the outcome is
     * that of the row.
     */
    STEPS,
    /**
     * For rows that a penalty also moves in all other steps: the mean of the replicas, weighted by
     * the row weights of the data that touched the row. What the penalty alone moved has weight 0
     * and matters where no worker's data touched the row. The values are the rows themselves, for
     * the penalty has moved each replica's in its own way before the data did.
     */
    ROW_WEIGHTS;

    /** Whether values are movements. */
    boolean isOfMovements() {
      return this == STEPS;
    }

    static RowRule of(DeepFMConfig config, TrainingConfig training) {
      return IdleRows.exist(
              training.embeddings().forRows(config.embeddingDim() + 1), training.penaltyMode())
          ? ROW_WEIGHTS
          : STEPS;
    }
  }

  private final RowRule rule;
  private final int rowLength;

  /**
   * @param rowLength floats of an embedding row
   */
  Averaging(RowRule rule, int rowLength) {
    this.rule = rule;
    this.rowLength = rowLength;
  }

  /**
   * Averages dense parameters; they stay where no worker has data of any weight.
   *
   * @param dense of the round before, overwritten
   */
  static void averageDense(List<WorkerReply> replies, DenseLayout layout, float[] dense) {
    double total = replies.stream().mapToDouble(reply -> reply.progress().weightSum()).sum();
    if (total > 0) {
      double[] sums = weighedSums(replies, layout, 0);
      for (int i = 0; i < sums.length; i++) {
        dense[i] = (float) (sums[i] / total);
      }
    }
  }

  /**
   * Σ over the workers of row weights times dense values, for the moving variances plus Σ w
   * (μ_worker − μ)²; to be divided by Σ w.
   *
   * @param begin first place that is added up; those before it stay 0
   */
  static double[] weighedSums(List<WorkerReply> replies, DenseLayout layout, int begin) {
    double[] sums = new double[layout.length()];
    double total = 0;
    for (WorkerReply reply : replies) {
      double weight = reply.progress().weightSum();
      for (int i = begin; i < sums.length && weight > 0; i++) {
        sums[i] += weight * reply.dense()[i];
      }
      total += weight;
    }
    for (DenseLayout.MovingStatistics statistics : layout.movingStatistics()) {
      for (int j = 0; j < statistics.mean().length() && total > 0; j++) {
        int at = statistics.mean().offset() + j;
        double mean = sums[at] / total;
        for (WorkerReply reply : replies) {
          double weight = reply.progress().weightSum();
          double deviation = weight > 0 ? reply.dense()[at] - mean : 0;
          sums[statistics.variance().offset() + j] += weight * deviation * deviation;
        }
      }
    }
    return sums;
  }

  /**
   * Merges ascending lists of rows: each row is Σ_w share_w · x_w, where x_w is what the worker
   * says of the row by the {@link RowRule}.
   *
   * @param parts of different workers, in their order
   * @param steps of the round
   * @return with the sums of the rows' weights
   */
  RowUpdates merge(List<RowUpdates> parts, int steps) {
    int[] rows = RowUpdates.union(parts);
    float[] values = new float[Math.multiplyExact(rows.length, rowLength)];
    float[] weights = new float[rows.length];
    int[] positions = new int[parts.size()];
    double[] shares = new double[parts.size()];
    double[] sums = new double[rowLength];
    for (int i = 0; i < rows.length; i++) {
      weights[i] = shares(rows[i], parts, positions, steps, shares);
      Arrays.fill(sums, 0);
      for (int w = 0; w < shares.length; w++) {
        if (holds(parts.get(w), positions[w], rows[i])) {
          addTo(sums, shares[w], parts.get(w).values(), positions[w] * rowLength);
          positions[w]++;
        }
      }
      for (int k = 0; k < rowLength; k++) {
        values[i * rowLength + k] = (float) sums[k];
      }
    }
    return new RowUpdates(rows, values, weights);
  }

  private static void addTo(double[] sums, double share, float[] values, int begin) {
    for (int k = 0; k < sums.length; k++) {
      sums[k] += share * values[begin + k];
    }
  }

  /** Sets the shares of the workers that hold a row; returns the sum of its weights. */
  private float shares(
      int row, List<RowUpdates> updates, int[] positions, int steps, double[] shares) {
    float total = 0;
    int holders = 0;
    double untouched = 1; // Π (1 − n/T)
    for (int w = 0; w < shares.length; w++) {
      shares[w] = 0;
      if (holds(updates.get(w), positions[w], row)) {
        float weight = updates.get(w).weights()[positions[w]];
        shares[w] = weight;
        total += weight;
        untouched *= 1 - (double) weight / steps;
        holders++;
      }
    }
    for (int w = 0; w < shares.length; w++) {
      if (holds(updates.get(w), positions[w], row)) {
        shares[w] =
            switch (rule) {
              case STEPS -> steps * (1 - untouched) / total;
              case ROW_WEIGHTS -> total > 0 ? shares[w] / total : 1.0 / holders;
            };
      }
    }
    return total;
  }

  private static boolean holds(RowUpdates update, int position, int row) {
    return position < update.rows().length && update.rows()[position] == row;
  }
}
