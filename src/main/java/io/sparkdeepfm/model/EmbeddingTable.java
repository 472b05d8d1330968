package io.sparkdeepfm.model;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.data.RowSet;
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
 * memory per value. A table that is larger than one array, or of which training data have few rows,
 * keeps them in {@link SegmentedRows} instead.
 */
public final class EmbeddingTable implements Serializable {
  private static final Comparator<Neighbor> BEST_LAST =
      Comparator.comparingDouble(Neighbor::similarity)
          .thenComparing(Neighbor::row, Comparator.reverseOrder());

  private static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

  private final String vocabulary;
  private final int numEmbeddings;
  private final int embeddingDim;
  private final float[] values; // null where the rows are kept elsewhere
  private final Rows rows; // null where they are in the array

  /**
   * A table in an array, all 0.
   *
   * @throws IllegalArgumentException if it is larger than an array can be
   */
  public EmbeddingTable(String vocabulary, int numEmbeddings, int embeddingDim) {
    this(
        vocabulary,
        numEmbeddings,
        embeddingDim,
        new float[requireArray(vocabulary, numEmbeddings, embeddingDim)]);
  }

  private static int requireArray(String vocabulary, int numEmbeddings, int embeddingDim) {
    if (!fitsArray(numEmbeddings, embeddingDim)) {
      throw Refusal.of(
          "Vocabulary '%s' with %d rows of %d floats is larger than one array can be (just under 2³¹"
              + " floats); use a smaller embeddingDim, maxVocabularySize or numBuckets.",
          vocabulary, numEmbeddings, embeddingDim + 1);
    }
    return numEmbeddings * (embeddingDim + 1);
  }

  /** Whether N rows of D + 1 floats fit into one array. */
  public static boolean fitsArray(int numEmbeddings, int embeddingDim) {
    return numEmbeddings * (embeddingDim + 1L) <= MAX_ARRAY_LENGTH;
  }

  /** A table of any size, all 0: in an array if it fits. */
  public static EmbeddingTable zeros(String vocabulary, int numEmbeddings, int embeddingDim) {
    return fitsArray(numEmbeddings, embeddingDim)
        ? new EmbeddingTable(vocabulary, numEmbeddings, embeddingDim)
        : new EmbeddingTable(
            vocabulary,
            numEmbeddings,
            embeddingDim,
            SegmentedRows.all(numEmbeddings, embeddingDim + 1));
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
   * A table whose rows are kept elsewhere. Unless that is in {@link SegmentedRows}, it is to score
   * with, and never saved, sent or trained.
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

  /** Reads both ends of a row, for nothing but to have it fetched; many fetches go on at a time. */
  public float peek(int row) {
    int begin = row * (embeddingDim + 1);
    return values == null ? 0f : values[begin] + values[begin + embeddingDim];
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

  /** Copies row r, D + 1 floats, to {@code target} from {@code to} on. */
  public void read(int row, float[] target, int to) {
    if (rows == null) {
      System.arraycopy(values, row * rowLength(), target, to, rowLength());
    } else if (rows instanceof SegmentedRows segmented) {
      segmented.read(row, target, to);
    } else {
      float[] copy = new float[rowLength()];
      rows.read(row, copy);
      System.arraycopy(copy, 0, target, to, copy.length);
    }
  }

  /** Overwrites row r with D + 1 floats of {@code source} from {@code from} on. */
  public void write(int row, float[] source, int from) {
    if (rows == null) {
      System.arraycopy(source, from, values, row * rowLength(), rowLength());
    } else {
      segmented().write(row, source, from);
    }
  }

  /** Whether the table keeps a row; others are {@link #others}. */
  public boolean holds(int row) {
    return rows == null || segmented().holds(row);
  }

  /** The rows that the table keeps; null for all. */
  RowSet held() {
    return rows == null ? null : segmented().held();
  }

  /** What the rows are that the table does not keep; null if it keeps all. */
  public DrawnRows others() {
    return rows == null ? null : segmented().others();
  }

  /** The live arrays that keep rows, whole rows in each: one, or segments. */
  public float[][] segments() {
    return rows == null ? new float[][] {values} : segmented().segments();
  }

  private SegmentedRows segmented() {
    return (SegmentedRows) rows;
  }

  public EmbeddingTable copy() {
    return rows == null
        ? new EmbeddingTable(vocabulary, numEmbeddings, embeddingDim, values.clone())
        : new EmbeddingTable(vocabulary, numEmbeddings, embeddingDim, segmented().copy());
  }

  /**
   * A copy of some rows in an array, at least one, numbered by slot.
   *
   * @param slots null for all rows
   */
  EmbeddingTable copyOf(RowSet slots) {
    int[] chosen = slots == null ? null : slots.rows();
    int size = chosen == null ? numEmbeddings : chosen.length;
    EmbeddingTable copy = new EmbeddingTable(vocabulary, Math.max(1, size), embeddingDim);
    for (int slot = 0; slot < size; slot++) {
      read(chosen == null ? slot : chosen[slot], copy.values, slot * rowLength());
    }
    return copy;
  }

  /** The same table with every row kept; itself if it keeps all. */
  EmbeddingTable whole() {
    if (others() == null) {
      return this;
    }
    EmbeddingTable whole = zeros(vocabulary, numEmbeddings, embeddingDim);
    float[] row = new float[rowLength()];
    for (int r = 0; r < numEmbeddings; r++) {
      rows.read(r, row);
      whole.write(r, row, 0);
    }
    return whole;
  }

  /** The same table with room for more rows; itself if it keeps all. */
  public EmbeddingTable withRoom(RowSet more) {
    return others() == null
        ? this
        : new EmbeddingTable(vocabulary, numEmbeddings, embeddingDim, segmented().withRoom(more));
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
    float[] own = vector(row);
    double norm = Math.sqrt(product(own, own));
    for (int other = firstRow; other < numEmbeddings; other++) {
      if (other == row) {
        continue;
      }
      Neighbor neighbor = new Neighbor(other, similarity(own, norm, vector(other)));
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

  /** A row, of which the last float is no part of the embedding. */
  private float[] vector(int row) {
    float[] vector = new float[rowLength()];
    read(row, vector, 0);
    return vector;
  }

  private double similarity(float[] u, double norm, float[] v) {
    double norms = norm * Math.sqrt(product(v, v));
    if (norms == 0) {
      return 0;
    }
    return Math.max(-1, Math.min(1, product(u, v) / norms));
  }

  private double product(float[] u, float[] v) {
    double sum = 0;
    for (int k = 0; k < embeddingDim; k++) {
      sum += (double) u[k] * v[k];
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
