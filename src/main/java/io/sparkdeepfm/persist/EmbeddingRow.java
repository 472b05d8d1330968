package io.sparkdeepfm.persist;

import io.sparkdeepfm.model.DrawnRows;
import io.sparkdeepfm.model.EmbeddingTable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * One row of {@code embeddings/}; public and mutable because Spark's bean encoder, which copies
 * float arrays without boxing, needs it so.
 */
public final class EmbeddingRow implements Serializable {
  private String vocabulary;
  private int index;
  private float[] embedding;
  private float firstOrderWeight;

  public String getVocabulary() {
    return vocabulary;
  }

  public void setVocabulary(String vocabulary) {
    this.vocabulary = vocabulary;
  }

  public int getIndex() {
    return index;
  }

  public void setIndex(int index) {
    this.index = index;
  }

  public float[] getEmbedding() {
    return embedding;
  }

  public void setEmbedding(float[] embedding) {
    this.embedding = embedding;
  }

  public float getFirstOrderWeight() {
    return firstOrderWeight;
  }

  public void setFirstOrderWeight(float firstOrderWeight) {
    this.firstOrderWeight = firstOrderWeight;
  }

  /**
   * Some rows of one embedding table in two arrays: how they travel between driver and executors.
   * Rows that the table does not keep are made where they are written.
   *
   * <p>A class rather than a record: Kryo, which users may set as Spark's serializer, cannot build
   * records.
   */
  static final class EmbeddingChunk implements Serializable {
    final String vocabulary;
    final float[] values;
    private final int[] indices;
    private final DrawnRows others; // null if there are no other rows
    private final int begin; // of all rows, with the others; unused if there are none
    private final int end;

    /**
     * @param indices the rows' places in the table
     * @param values the rows as in {@link EmbeddingTable#values()}, one after the other
     */
    EmbeddingChunk(String vocabulary, int[] indices, float[] values) {
      this(vocabulary, indices, values, null, 0, 0);
    }

    private EmbeddingChunk(
        String vocabulary, int[] indices, float[] values, DrawnRows others, int begin, int end) {
      this.vocabulary = vocabulary;
      this.indices = indices;
      this.values = values;
      this.others = others;
      this.begin = begin;
      this.end = end;
    }

    /** A copy of the rows {@code [begin, end)} of a table. */
    static EmbeddingChunk copyOf(EmbeddingTable table, int begin, int end) {
      int[] kept = IntStream.range(begin, end).filter(table::holds).toArray();
      float[] values = new float[Math.max(1, kept.length) * table.rowLength()];
      for (int i = 0; i < kept.length; i++) {
        table.read(kept[i], values, i * table.rowLength());
      }
      return new EmbeddingChunk(table.vocabulary(), kept, values, table.others(), begin, end);
    }

    int numRows() {
      return indices.length;
    }

    /** Place in the table of the i-th row here. */
    int index(int i) {
      return indices[i];
    }

    /** D + 1. */
    int rowLength() {
      return values.length / Math.max(1, indices.length);
    }

    Iterator<EmbeddingRow> rows() {
      return others == null
          ? IntStream.range(0, indices.length)
              .mapToObj(i -> row(indices[i], values, i * rowLength()))
              .iterator()
          : IntStream.range(begin, end).mapToObj(this::keptOrDrawn).iterator();
    }

    private EmbeddingRow keptOrDrawn(int index) {
      int place = Arrays.binarySearch(indices, index);
      if (place >= 0) {
        return row(index, values, place * rowLength());
      }
      float[] drawn = new float[rowLength()];
      others.draw(index, drawn, 0);
      return row(index, drawn, 0);
    }

    private EmbeddingRow row(int index, float[] source, int from) {
      int weight = from + rowLength() - 1;
      EmbeddingRow row = new EmbeddingRow();
      row.setVocabulary(vocabulary);
      row.setIndex(index);
      row.setEmbedding(Arrays.copyOfRange(source, from, weight));
      row.setFirstOrderWeight(source[weight]);
      return row;
    }

    /**
     * Gathers rows into chunks of at most {@value #MAX_ROWS}, each of one vocabulary and one length
     * of row, in the order they come.
     */
    static final class Chunker implements Iterator<EmbeddingChunk> {
      private static final int MAX_ROWS = 1 << 14;

      private final Iterator<EmbeddingRow> rows;
      private final int[] indices = new int[MAX_ROWS];
      private float[] values = new float[0];
      private EmbeddingRow pending;

      Chunker(Iterator<EmbeddingRow> rows) {
        this.rows = rows;
        pending = nextRow();
      }

      private EmbeddingRow nextRow() {
        return rows.hasNext() ? rows.next() : null;
      }

      @Override
      public boolean hasNext() {
        return pending != null;
      }

      @Override
      public EmbeddingChunk next() {
        if (pending == null) {
          throw new NoSuchElementException();
        }
        String vocabulary = pending.getVocabulary();
        int embeddingDim = embeddingDim(pending);
        int rowLength = embeddingDim + 1;
        if (values.length != MAX_ROWS * rowLength) {
          values = new float[MAX_ROWS * rowLength];
        }
        int count = 0;
        while (count < MAX_ROWS
            && pending != null
            && Objects.equals(vocabulary, pending.getVocabulary())
            && embeddingDim == embeddingDim(pending)) {
          indices[count] = pending.getIndex();
          int begin = count * rowLength;
          if (embeddingDim > 0) {
            System.arraycopy(pending.getEmbedding(), 0, values, begin, embeddingDim);
          }
          values[begin + embeddingDim] = pending.getFirstOrderWeight();
          count++;
          pending = nextRow();
        }
        return new EmbeddingChunk(
            vocabulary, Arrays.copyOf(indices, count), Arrays.copyOf(values, count * rowLength));
      }

      private static int embeddingDim(EmbeddingRow row) {
        return row.getEmbedding() == null ? 0 : row.getEmbedding().length;
      }
    }
  }
}
