package io.sparkdeepfm.persist;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * Gathers rows into chunks of at most {@value #MAX_ROWS}, each of one vocabulary and one length of
 * row, in the order they come.
 */
final class EmbeddingChunker implements Iterator<EmbeddingChunk> {
  private static final int MAX_ROWS = 1 << 14;

  private final Iterator<EmbeddingRow> rows;
  private final int[] indices = new int[MAX_ROWS];
  private float[] values = new float[0];
  private EmbeddingRow pending;

  EmbeddingChunker(Iterator<EmbeddingRow> rows) {
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
