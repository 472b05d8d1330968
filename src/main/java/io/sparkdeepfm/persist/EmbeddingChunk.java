package io.sparkdeepfm.persist;

import io.sparkdeepfm.model.EmbeddingTable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.IntStream;

/**
 * Some rows of one embedding table in two arrays: how they travel between driver and executors.
 *
 * <p>A class rather than a record: Kryo, which users may set as Spark's serializer, cannot build
 * records.
 */
final class EmbeddingChunk implements Serializable {
  private final String vocabulary;
  private final int[] indices;
  private final float[] values;

  /**
   * @param indices the rows' places in the table
   * @param values the rows as in {@link EmbeddingTable#values()}, one after the other
   */
  EmbeddingChunk(String vocabulary, int[] indices, float[] values) {
    this.vocabulary = vocabulary;
    this.indices = indices;
    this.values = values;
  }

  /** A copy of the rows {@code [begin, end)} of a table. */
  static EmbeddingChunk copyOf(EmbeddingTable table, int begin, int end) {
    return new EmbeddingChunk(
        table.vocabulary(),
        IntStream.range(begin, end).toArray(),
        Arrays.copyOfRange(table.values(), begin * table.rowLength(), end * table.rowLength()));
  }

  String vocabulary() {
    return vocabulary;
  }

  int numRows() {
    return indices.length;
  }

  /** Place in the table of the i-th row here. */
  int index(int i) {
    return indices[i];
  }

  float[] values() {
    return values;
  }

  /** D + 1. */
  int rowLength() {
    return values.length / indices.length;
  }

  Iterator<EmbeddingRow> rows() {
    return IntStream.range(0, indices.length).mapToObj(this::row).iterator();
  }

  private EmbeddingRow row(int i) {
    int end = (i + 1) * rowLength();
    EmbeddingRow row = new EmbeddingRow();
    row.setVocabulary(vocabulary);
    row.setIndex(indices[i]);
    row.setEmbedding(Arrays.copyOfRange(values, i * rowLength(), end - 1));
    row.setFirstOrderWeight(values[end - 1]);
    return row;
  }
}
