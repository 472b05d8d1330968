package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.RoundOutcome.AveragedParameters;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.EmbeddingTable;
import java.util.Arrays;
import java.util.List;

/**
 * Averages the workers' replicas on the driver: a row over the workers that touched it, by a {@link
 * RowRule}; dense parameters over all workers, weighted by row weights. Sums are in double and in
 * the order of the workers, so the result is reproducible.
 *
 * <p>Batch norm's moving variances are those of all workers' data together, by the law of total
 * variance: the mean of the variances plus the variance of the means.
 */
final class Averaging {
  /** How the replicas' values of a row become one, and what {@link RowUpdates#weights} are. */
  enum RowRule {
    /**
     * For rows that move in the steps that touch them, and in no others; the weights are numbers of
     * such steps. With n_w of worker w among the T steps of the round, N = T·(1 − Π_w (1 − n_w/T))
     * of T common steps would have touched the row, if each worker's touches fall on any of its
     * steps. So it moves by N times the mean movement of a touch: θ = θ₀ + N · Σ_w (θ_w − θ₀) / Σ_w
     * n_w. That is the mean of the replicas for a row that all touch in every step, and nearly the
     * sum of their movements for a rare one.
     */
    STEPS,
    /**
     * For rows that a penalty also moves in all other steps: the mean of the replicas, weighted by
     * the row weights of the data that touched the row. What the penalty alone moved has weight 0
     * and matters where no worker's data touched the row.
     */
    ROW_WEIGHTS;

    static RowRule of(DeepFMConfig config, TrainingConfig training) {
      return IdleRows.exist(
              training.embeddings().forRows(config.embeddingDim() + 1), training.penaltyMode())
          ? ROW_WEIGHTS
          : STEPS;
    }
  }

  private final DeepFMParameters parameters;
  private final DenseLayout layout;
  private final RowRule rule;

  /**
   * @param parameters as of the last averaging; {@link #average} moves them on
   */
  Averaging(DeepFMParameters parameters, DenseLayout layout, RowRule rule) {
    this.parameters = parameters;
    this.layout = layout;
    this.rule = rule;
  }

  /** Averages the replies into the parameters and returns what changed. */
  AveragedParameters average(List<WorkerReply> replies) {
    int steps = replies.stream().mapToInt(reply -> reply.progress().steps()).max().orElseThrow();
    int numTables = parameters.tables().size();
    RowUpdates[] rows = new RowUpdates[numTables];
    for (int table = 0; table < numTables; table++) {
      int t = table;
      List<RowUpdates> updates = replies.stream().map(reply -> reply.rows()[t]).toList();
      rows[table] = averageRows(updates, parameters.table(table), steps);
      rows[table].writeTo(parameters.table(table));
    }
    averageDense(replies);
    return new AveragedParameters(rows, parameters.dense().clone());
  }

  private void averageDense(List<WorkerReply> replies) {
    double total = replies.stream().mapToDouble(reply -> reply.progress().weightSum()).sum();
    if (total > 0) {
      double[] sums = weighedSums(replies, layout, 0);
      for (int i = 0; i < sums.length; i++) {
        parameters.dense()[i] = (float) (sums[i] / total);
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

  /** Merges ascending lists of rows, each row by {@code θ₀ + Σ_w share_w · (θ_w − θ₀)}. */
  private RowUpdates averageRows(List<RowUpdates> updates, EmbeddingTable table, int steps) {
    if (updates.size() == 1) {
      return updates.get(0);
    }
    int rowLength = table.rowLength();
    int[] rows = RowUpdates.union(updates);
    float[] values = new float[Math.multiplyExact(rows.length, rowLength)];
    float[] weights = new float[rows.length];
    int[] positions = new int[updates.size()];
    double[] shares = new double[updates.size()];
    double[] moved = new double[rowLength];
    for (int i = 0; i < rows.length; i++) {
      int before = rows[i] * rowLength;
      weights[i] = shares(rows[i], updates, positions, steps, shares);
      Arrays.fill(moved, 0);
      for (int w = 0; w < shares.length; w++) {
        if (holds(updates.get(w), positions[w], rows[i])) {
          int source = positions[w] * rowLength;
          for (int k = 0; k < rowLength; k++) {
            double movement =
                (double) updates.get(w).values()[source + k] - table.values()[before + k];
            moved[k] += shares[w] * movement;
          }
          positions[w]++;
        }
      }
      for (int k = 0; k < rowLength; k++) {
        values[i * rowLength + k] = (float) (table.values()[before + k] + moved[k]);
      }
    }
    return new RowUpdates(rows, values, weights);
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
