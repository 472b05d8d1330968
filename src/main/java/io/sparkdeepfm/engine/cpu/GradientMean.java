package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.cpu.RoundOutcome.MeanGradient;
import io.sparkdeepfm.model.DenseLayout;
import java.util.List;

/**
 * Puts the workers' gradient sums together on the driver: g = Σ over the workers of Σ w·∂loss, over
 * Σ w, the gradient of the mean loss over the mini-batches of all workers. Sums are in double and
 * in the order of the workers, so the result is reproducible.
 *
 * <p>Batch norm's moving statistics are averaged as {@link Averaging} does.
 */
final class GradientMean {
  private final DenseLayout layout;
  private final int rowLength;
  private final double maxNorm;

  /**
   * @param rowLength floats of an embedding row
   * @param maxNorm to which a longer gradient is cut, over rows and dense parameters together; 0:
   *     never
   */
  GradientMean(DenseLayout layout, int rowLength, double maxNorm) {
    this.layout = layout;
    this.rowLength = rowLength;
    this.maxNorm = maxNorm;
  }

  /** The mean gradient of replies with gradient sums. */
  MeanGradient of(List<WorkerReply> replies) {
    int numTables = replies.get(0).rows().length;
    int[][] rows = new int[numTables][];
    double[][] rowSums = new double[numTables][];
    for (int table = 0; table < numTables; table++) {
      int t = table;
      List<RowUpdates> parts = replies.stream().map(reply -> reply.rows()[t]).toList();
      rows[t] = RowUpdates.union(parts);
      rowSums[t] = sum(parts, rows[t]);
    }
    double[] dense = Averaging.weighedSums(replies, layout, layout.trainableLength());
    double total = 0;
    for (WorkerReply reply : replies) {
      total += reply.progress().weightSum();
      for (int i = 0; i < layout.trainableLength() && reply.dense().length > 0; i++) {
        dense[i] += reply.dense()[i];
      }
    }
    return scaled(rows, rowSums, dense, total);
  }

  /** One sum of rowLength gradients for each of {@code rows}. */
  private double[] sum(List<RowUpdates> parts, int[] rows) {
    double[] sums = new double[Math.multiplyExact(rows.length, rowLength)];
    for (RowUpdates part : parts) {
      int place = 0;
      for (int i = 0; i < part.rows().length; i++) {
        while (rows[place] != part.rows()[i]) {
          place++;
        }
        for (int k = 0; k < rowLength; k++) {
          sums[place * rowLength + k] += part.values()[i * rowLength + k];
        }
      }
    }
    return sums;
  }

  private MeanGradient scaled(int[][] rows, double[][] rowSums, double[] dense, double total) {
    int trainable = layout.trainableLength();
    double factor = total > 0 ? 1 / total : 0;
    double norm = maxNorm > 0 ? factor * norm(rowSums, dense) : 0;
    double clipped = norm > maxNorm ? factor * maxNorm / norm : factor;
    RowUpdates[] updates = new RowUpdates[rows.length];
    for (int t = 0; t < rows.length; t++) {
      updates[t] = new RowUpdates(rows[t], scaled(rowSums[t], rowSums[t].length, clipped), null);
    }
    float[] result = scaled(dense, total > 0 ? dense.length : trainable, clipped);
    for (int i = trainable; i < result.length; i++) {
      result[i] = (float) (dense[i] * factor);
    }
    return new MeanGradient(updates, result);
  }

  private double norm(double[][] rowSums, double[] dense) {
    double sum = 0;
    for (double[] table : rowSums) {
      for (double g : table) {
        sum += g * g;
      }
    }
    for (int i = 0; i < layout.trainableLength(); i++) {
      sum += dense[i] * dense[i];
    }
    return Math.sqrt(sum);
  }

  private static float[] scaled(double[] values, int length, double factor) {
    float[] result = new float[length];
    for (int i = 0; i < length; i++) {
      result[i] = (float) (factor * values[i]);
    }
    return result;
  }
}
