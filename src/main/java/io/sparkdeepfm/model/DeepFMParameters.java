package io.sparkdeepfm.model;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.data.RowSet;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a DeepFM has learned: one {@link EmbeddingTable} per vocabulary and the dense parameters in
 * one array, laid out by {@link DenseLayout}. Optimizer state and workspaces are elsewhere.
 */
public final class DeepFMParameters implements Serializable {
  private final EmbeddingTable[] tables; // an array, because Kryo cannot fill an immutable list
  private final float[] dense;

  /**
   * @param tables in the order of the schema's tables
   * @param dense laid out by {@link DenseLayout}, not copied
   */
  public DeepFMParameters(List<EmbeddingTable> tables, float[] dense) {
    this.tables = tables.toArray(EmbeddingTable[]::new);
    this.dense = dense;
  }

  /**
   * @throws IllegalArgumentException if tables or dense parameters are not of the config's shape
   */
  public void checkShape(DeepFMConfig config) {
    int expectedDense = new DenseLayout(config).length();
    if (dense.length != expectedDense) {
      throw Refusal.of(
          "The dense parameters have %d floats, but the configuration needs %d.",
          dense.length, expectedDense);
    }
    if (tables.length != config.schema().numTables()) {
      throw Refusal.of(
          "There are %d embedding tables, but the configuration needs %d.",
          tables.length, config.schema().numTables());
    }
    for (int t = 0; t < tables.length; t++) {
      EmbeddingTable table = tables[t];
      if (!table.vocabulary().equals(config.schema().tableName(t))
          || table.numEmbeddings() != config.schema().tableSize(t)
          || table.embeddingDim() != config.embeddingDim()) {
        throw Refusal.of(
            "Embedding table '%s' is %d × %d, but the configuration needs '%s' of %d × %d.",
            table.vocabulary(),
            table.numEmbeddings(),
            table.embeddingDim(),
            config.schema().tableName(t),
            config.schema().tableSize(t),
            config.embeddingDim());
      }
    }
  }

  public List<EmbeddingTable> tables() {
    return List.of(tables);
  }

  public EmbeddingTable table(int t) {
    return tables[t];
  }

  /** The live array of dense parameters. */
  public float[] dense() {
    return dense;
  }

  /** Number of floats, moving statistics included. */
  public long count() {
    return dense.length
        + Arrays.stream(tables).mapToLong(t -> (long) t.numEmbeddings() * t.rowLength()).sum();
  }

  /** Number of floats that are kept, rather than drawn when they are read. */
  public long numKept() {
    long kept = dense.length;
    for (EmbeddingTable table : tables) {
      for (float[] segment : table.segments()) {
        kept += segment.length;
      }
    }
    return kept;
  }

  /**
   * A copy of some rows in arrays, numbered by slot.
   *
   * @param slots by table; null for all rows
   */
  public DeepFMParameters copyOf(RowSet[] slots) {
    List<EmbeddingTable> copies = new ArrayList<>();
    for (int t = 0; t < tables.length; t++) {
      copies.add(tables[t].copyOf(slots[t]));
    }
    return new DeepFMParameters(copies, dense.clone());
  }

  /** The same with every row kept, in an array wherever it fits; what is so already is shared. */
  public DeepFMParameters whole() {
    return new DeepFMParameters(Arrays.stream(tables).map(EmbeddingTable::whole).toList(), dense);
  }

  public DeepFMParameters copy() {
    return new DeepFMParameters(
        Arrays.stream(tables).map(EmbeddingTable::copy).toList(), dense.clone());
  }
}
