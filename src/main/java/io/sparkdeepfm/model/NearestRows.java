package io.sparkdeepfm.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Finds the rows of a table whose embeddings point the same way: by cosine similarity. */
public final class NearestRows {
  private static final Comparator<Neighbor> BEST_LAST =
      Comparator.comparingDouble(Neighbor::similarity)
          .thenComparing(Neighbor::row, Comparator.reverseOrder());

  private NearestRows() {}

  /**
   * A row near another.
   *
   * @param row its index in the table
   * @param similarity u·v / (‖u‖ ‖v‖) in [−1, 1], 0 if one of them is 0
   */
  public record Neighbor(int row, double similarity) {}

  /**
   * The rows nearest to a row, the nearest first, ties by ascending row; in N·D steps.
   *
   * @param row not among its own neighbours
   * @param firstRow rows below are left out
   * @param k at least 1; there may be fewer rows
   */
  public static List<Neighbor> of(EmbeddingTable table, int row, int firstRow, int k) {
    PriorityQueue<Neighbor> nearest = new PriorityQueue<>(BEST_LAST);
    double norm = Math.sqrt(product(table, row, row));
    for (int other = firstRow; other < table.numEmbeddings(); other++) {
      if (other == row) {
        continue;
      }
      Neighbor neighbor = new Neighbor(other, similarity(table, row, norm, other));
      if (nearest.size() < k) {
        nearest.add(neighbor);
      } else if (BEST_LAST.compare(neighbor, nearest.peek()) > 0) {
        nearest.remove();
        nearest.add(neighbor);
      }
    }
    List<Neighbor> sorted = new ArrayList<>(nearest);
    sorted.sort(BEST_LAST.reversed());
    return sorted;
  }

  private static double similarity(EmbeddingTable table, int row, double norm, int other) {
    double norms = norm * Math.sqrt(product(table, other, other));
    if (norms == 0) {
      return 0;
    }
    return Math.max(-1, Math.min(1, product(table, row, other) / norms));
  }

  private static double product(EmbeddingTable table, int a, int b) {
    float[] values = table.values();
    int u = a * table.rowLength();
    int v = b * table.rowLength();
    double sum = 0;
    for (int k = 0; k < table.embeddingDim(); k++) {
      sum += (double) values[u + k] * values[v + k];
    }
    return sum;
  }
}
