package io.sparkdeepfm.model;

import io.sparkdeepfm.data.RowSet;
import java.io.Serializable;

/**
 * An embedding table but for the rows that it keeps: what another JVM needs to make room for them,
 * or for some of them.
 */
public final class TableOutline implements Serializable { // no record: Kryo cannot make them
  private final String vocabulary;
  private final int numEmbeddings;
  private final int embeddingDim;
  private final RowSet held; // null for all rows
  private final DrawnRows others; // null if all are held

  private TableOutline(
      String vocabulary, int numEmbeddings, int embeddingDim, RowSet held, DrawnRows others) {
    this.vocabulary = vocabulary;
    this.numEmbeddings = numEmbeddings;
    this.embeddingDim = embeddingDim;
    this.held = held;
    this.others = others;
  }

  public static TableOutline of(EmbeddingTable table) {
    return new TableOutline(
        table.vocabulary(),
        table.numEmbeddings(),
        table.embeddingDim(),
        table.held(),
        table.others());
  }

  /** A table that keeps the same rows, which are 0. */
  public EmbeddingTable zeros() {
    return held == null
        ? EmbeddingTable.zeros(vocabulary, numEmbeddings, embeddingDim)
        : new EmbeddingTable(
            vocabulary,
            numEmbeddings,
            embeddingDim,
            SegmentedRows.zeros(held, others, embeddingDim + 1));
  }

  /**
   * Room in an array for some rows, at least one, numbered by slot: those that the table keeps are
   * 0, others as they are drawn.
   *
   * @param slots null for all rows
   * @throws IllegalArgumentException if they are more than an array can have
   */
  public EmbeddingTable room(RowSet slots) {
    int size = slots == null ? numEmbeddings : Math.max(1, slots.size());
    EmbeddingTable room = new EmbeddingTable(vocabulary, size, embeddingDim);
    if (held != null) {
      int[] rows = slots == null ? null : slots.rows();
      for (int slot = 0; slot < (rows == null ? size : rows.length); slot++) {
        int row = rows == null ? slot : rows[slot];
        if (!held.contains(row)) {
          others.draw(row, room.values(), slot * rowLength());
        }
      }
    }
    return room;
  }

  /** D + 1, the floats of a row. */
  public int rowLength() {
    return embeddingDim + 1;
  }

  /** Number of rows that the table keeps. */
  public int numKept() {
    return held == null ? numEmbeddings : held.size();
  }

  /** The rows that the table keeps, in ascending order; null for all. */
  public int[] rows() {
    return held == null ? null : held.rows();
  }
}
