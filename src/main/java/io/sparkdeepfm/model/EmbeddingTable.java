package io.sparkdeepfm.model;

import io.sparkdeepfm.data.Refusal;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The embedding rows of one vocabulary with their first-order weights.
 *
 * <p>Row r stands at {@code [r·(D+1), (r+1)·(D+1))} of {@link #values()}: its embedding v_r in the
 * first D floats, its first-order weight w_r in the last, so that one example costs one place in
 * memory per value.
 */
public final class EmbeddingTable implements Serializable {
  private static final Comparator<Neighbor> BEST_LAST =
      Comparator.comparingDouble(Neighbor::similarity)
          .thenComparing(Neighbor::row, Comparator.reverseOrder());

  private final String vocabulary;
  private final int numEmbeddings;
  private final int embeddingDim;
  private final float[] values; // null where the rows are kept elsewhere
  private final transient Rows rows; // null where they are in the array

  public EmbeddingTable(String vocabulary, int numEmbeddings, int embeddingDim) {
    this(
        vocabulary,
        numEmbeddings,
        embeddingDim,
        new float[Math.multiplyExact(numEmbeddings, embeddingDim + 1)]);
  }

  /**
   * @param values numEmbeddings × (embeddingDim + 1), not copied
   */
  public EmbeddingTable(String vocabulary, int numEmbeddings, int embeddingDim, float[] values) {
    long needed = numEmbeddings * (embeddingDim + 1L);
    if (values.length != needed) {
      throw Refusal.of(
          "Embedding table '%s' has %d floats, but %d rows of %d need %d.",
          vocabulary, values.length, numEmbeddings, embeddingDim + 1, needed);
    }
    this.vocabulary = vocabulary;
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.values = values;
    rows = null;
  }

  /**
   * A table to score with, whose rows are kept elsewhere; it is never saved, sent or trained.
   *
   * @param rows gives each row r in [0, numEmbeddings)
   */
  public EmbeddingTable(String vocabulary, int numEmbeddings, int embeddingDim, Rows rows) {
    this.vocabulary = vocabulary;
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.values = null;
    this.rows = rows;
  }

  /** Where rows are kept that are not in an array, for any number of threads. */
  public interface Rows {
    /** Reads row r, D + 1 floats, to the start of {@code target}. */
    void read(int row, float[] target);
  }

  /** What {@link #begin} is relative to: the table, or {@code copy}, which gets the row. */
  float[] row(int row, float[] copy) {
    if (rows == null) {
      return values;
    }
    rows.read(row, copy);
    return copy;
  }

  /** Where a row begins in what {@link #row} gives. */
  int begin(int row) {
    return rows == null ? row * (embeddingDim + 1) : 0;
  }

  public String vocabulary() {
    return vocabulary;
  }

  /** N. */
  public int numEmbeddings() {
    return numEmbeddings;
  }

  /** D. */
  public int embeddingDim() {
    return embeddingDim;
  }

  /** D + 1, the floats of a row. */
  public int rowLength() {
    return embeddingDim + 1;
  }

  /** N × (D + 1), the live array; null of a table whose rows are kept elsewhere. */
  public float[] values() {
    return values;
  }

  public EmbeddingTable copy() {
    return new EmbeddingTable(vocabulary, numEmbeddings, embeddingDim, values.clone());
  }

  /**
   * The rows whose embeddings are nearest to that of a row by cosine similarity, the nearest first,
   * ties by ascending row; in N·D steps.
   *
   * @param row not among its own neighbours
   * @param firstRow rows below are left out
   * @param k at least 1; there may be fewer rows
   */
  public List<Neighbor> nearest(int row, int firstRow, int k) {
    PriorityQueue<Neighbor> nearest = new PriorityQueue<>(BEST_LAST);
    double norm = Math.sqrt(product(row, row));
    for (int other = firstRow; other < numEmbeddings; other++) {
      if (other == row) {
        continue;
      }
      Neighbor neighbor = new Neighbor(other, similarity(row, norm, other));
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

  private double similarity(int row, double norm, int other) {
    double norms = norm * Math.sqrt(product(other, other));
    if (norms == 0) {
      return 0;
    }
    return Math.max(-1, Math.min(1, product(row, other) / norms));
  }

  private double product(int a, int b) {
    int u = a * rowLength();
    int v = b * rowLength();
    double sum = 0;
    for (int k = 0; k < embeddingDim; k++) {
      sum += (double) values[u + k] * values[v + k];
    }
    return sum;
  }

  /**
   * A row whose embedding points the same way as that of another.
   *
   * @param row its index in the table
   * @param similarity u·v / (‖u‖ ‖v‖) in [−1, 1], 0 if one of them is 0
   */
  public record Neighbor(int row, double similarity) {}
}
