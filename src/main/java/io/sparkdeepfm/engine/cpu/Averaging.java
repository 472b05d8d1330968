package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.EmbeddingTable;
import java.util.Arrays;
import java.util.List;

/**
 * Averages the workers' replicas on the driver. A row is averaged over the workers that touched it,
 * weighted by the row weights of the data that did; dense parameters over all workers, weighted by
 * row weights. Sums are in double and in the order of the workers, so the result is reproducible.
 *
 * <p>Batch norm's moving variances are those of all workers' data together, by the law of total
 * variance: the mean of the variances plus the variance of the means.
 */
final class Averaging {
  private final DeepFMParameters parameters;
  private final DenseLayout layout;

  /**
   * @param parameters as of the last averaging; {@link #average} moves them on
   */
  Averaging(DeepFMParameters parameters, DenseLayout layout) {
    this.parameters = parameters;
    this.layout = layout;
  }

  /** Averages the replies into the parameters and returns what changed. */
  AveragedParameters average(List<WorkerReply> replies) {
    int numTables = parameters.tables().size();
    RowUpdates[] rows = new RowUpdates[numTables];
    for (int table = 0; table < numTables; table++) {
      int t = table;
      RowUpdates[] updates =
          replies.stream().map(reply -> reply.rows()[t]).toArray(RowUpdates[]::new);
      rows[table] = averageRows(updates, parameters.table(table).rowLength());
      rows[table].writeTo(parameters.table(table));
    }
    averageDense(replies);
    return new AveragedParameters(rows, parameters.dense().clone());
  }

  private void averageDense(List<WorkerReply> replies) {
    double[] sums = new double[parameters.dense().length];
    double total = 0;
    for (WorkerReply reply : replies) {
      double weight = reply.progress().weightSum();
      for (int i = 0; i < sums.length && weight > 0; i++) {
        sums[i] += weight * reply.dense()[i];
      }
      total += weight;
    }
    if (total > 0) {
      addVarianceOfMeans(replies, sums, total);
      for (int i = 0; i < sums.length; i++) {
        parameters.dense()[i] = (float) (sums[i] / total);
      }
    }
  }

  /** Adds Σ w (μ_worker − μ)² to the weighted sums of the moving variances. */
  private void addVarianceOfMeans(List<WorkerReply> replies, double[] sums, double total) {
    for (DenseLayout.MovingStatistics statistics : layout.movingStatistics()) {
      for (int j = 0; j < statistics.mean().length(); j++) {
        int at = statistics.mean().offset() + j;
        double mean = sums[at] / total;
        for (WorkerReply reply : replies) {
          double weight = reply.progress().weightSum();
          double deviation = weight > 0 ? reply.dense()[at] - mean : 0;
          sums[statistics.variance().offset() + j] += weight * deviation * deviation;
        }
      }
    }
  }

  /** Merges ascending lists of rows. */
  static RowUpdates averageRows(RowUpdates[] updates, int rowLength) {
    if (updates.length == 1) {
      return updates[0];
    }
    int[] rows =
        Arrays.stream(updates)
            .flatMapToInt(u -> Arrays.stream(u.rows()))
            .sorted()
            .distinct()
            .toArray();
    float[] values = new float[Math.multiplyExact(rows.length, rowLength)];
    float[] weights = new float[rows.length];
    int[] positions = new int[updates.length];
    double[] sums = new double[rowLength];
    for (int i = 0; i < rows.length; i++) {
      weights[i] = averageRow(rows[i], updates, positions, sums);
      for (int k = 0; k < rowLength; k++) {
        values[i * rowLength + k] = (float) sums[k];
      }
    }
    return new RowUpdates(rows, values, weights);
  }

  /**
   * Averages one row into {@code sums} and moves the positions past it. Rows that only the penalty
   * moved have weight 0: they matter where no worker's data touched the row.
   */
  private static float averageRow(int row, RowUpdates[] updates, int[] positions, double[] sums) {
    float total = 0;
    int holders = 0;
    for (int w = 0; w < updates.length; w++) {
      if (holds(updates[w], positions[w], row)) {
        total += updates[w].weights()[positions[w]];
        holders++;
      }
    }
    Arrays.fill(sums, 0);
    for (int w = 0; w < updates.length; w++) {
      if (holds(updates[w], positions[w], row)) {
        double share =
            total > 0 ? (double) updates[w].weights()[positions[w]] / total : 1.0 / holders;
        int source = positions[w] * sums.length;
        for (int k = 0; k < sums.length; k++) {
          sums[k] += share * updates[w].values()[source + k];
        }
        positions[w]++;
      }
    }
    return total;
  }

  private static boolean holds(RowUpdates update, int position, int row) {
    return position < update.rows().length && update.rows()[position] == row;
  }

  /** Takes over the whole state of the only worker. */
  void take(WorkerReply reply) {
    List<EmbeddingTable> tables = parameters.tables();
    for (int t = 0; t < tables.size(); t++) {
      reply.rows()[t].writeTo(tables.get(t));
    }
    System.arraycopy(reply.dense(), 0, parameters.dense(), 0, reply.dense().length);
  }
}
