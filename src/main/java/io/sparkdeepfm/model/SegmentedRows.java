package io.sparkdeepfm.model;

import io.sparkdeepfm.data.RowSet;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Rows of a table that is not in one array: all of them, however many there are, or those that
 * training data have, where the others are as they were drawn and take no room.
 */
public final class SegmentedRows implements EmbeddingTable.Rows, Serializable {
  private static final int SEGMENT_BITS = 20; // of its floats: 4 MB

  private final int rowLength;
  private final int shift; // a segment has 2^shift rows, the last perhaps fewer
  private final RowSet held; // null for all
  private final DrawnRows others; // null if all are held
  private final float[][] segments;

  private SegmentedRows(int rowLength, RowSet held, DrawnRows others, float[][] segments) {
    this.rowLength = rowLength;
    shift = shift(rowLength);
    this.held = held;
    this.others = others;
    this.segments = segments;
  }

  /** Room for all rows, which are 0. */
  static SegmentedRows all(int numRows, int rowLength) {
    return new SegmentedRows(rowLength, null, null, zeros(numRows, rowLength));
  }

  /** Rows as they are drawn, of which some have room and are 0. */
  static SegmentedRows zeros(RowSet held, DrawnRows drawn, int rowLength) {
    return new SegmentedRows(rowLength, held, drawn, zeros(held.size(), rowLength));
  }

  /** Rows as they are drawn, of which some have room to change. */
  static SegmentedRows some(RowSet held, DrawnRows drawn, int rowLength) {
    SegmentedRows rows = zeros(held, drawn, rowLength);
    int slot = 0;
    for (int row : held.rows()) {
      drawn.draw(row, rows.segments[slot >>> rows.shift], rows.begin(slot));
      slot++;
    }
    return rows;
  }

  private static float[][] zeros(int numRows, int rowLength) {
    int perSegment = 1 << shift(rowLength);
    float[][] segments = new float[(int) (((long) numRows + perSegment - 1) / perSegment)][];
    for (int s = 0; s < segments.length; s++) {
      segments[s] = new float[Math.min(perSegment, numRows - s * perSegment) * rowLength];
    }
    return segments;
  }

  private static int shift(int rowLength) {
    return Math.max(0, SEGMENT_BITS - Integer.SIZE + Integer.numberOfLeadingZeros(rowLength));
  }

  private int slot(int row) {
    return held == null ? row : held.slot(row);
  }

  private int begin(int slot) {
    return (slot & ((1 << shift) - 1)) * rowLength;
  }

  @Override
  public void read(int row, float[] target) {
    read(row, target, 0);
  }

  void read(int row, float[] target, int to) {
    int slot = slot(row);
    if (slot < 0) {
      Arrays.fill(target, to, to + rowLength, 0f);
      others.draw(row, target, to);
    } else {
      System.arraycopy(segments[slot >>> shift], begin(slot), target, to, rowLength);
    }
  }

  /** Overwrites a row that has room. */
  void write(int row, float[] source, int from) {
    int slot = slot(row);
    if (slot < 0) {
      throw new IllegalArgumentException(
          String.format("Row %d is in no training example, so it cannot change.", row));
    }
    System.arraycopy(source, from, segments[slot >>> shift], begin(slot), rowLength);
  }

  /** Whether a row has room here. */
  boolean holds(int row) {
    return slot(row) >= 0;
  }

  /** The rows that have room; null for all. */
  RowSet held() {
    return held;
  }

  /** What rows that have no room are; null if all have. */
  DrawnRows others() {
    return others;
  }

  /** The live arrays. */
  float[][] segments() {
    return segments;
  }

  /** These rows, and room for others. */
  SegmentedRows withRoom(RowSet more) {
    SegmentedRows larger = some(held.union(more), others, rowLength);
    int slot = 0;
    for (int row : held.rows()) {
      larger.write(row, segments[slot >>> shift], begin(slot));
      slot++;
    }
    return larger;
  }

  SegmentedRows copy() {
    float[][] copies = Arrays.stream(segments).map(float[]::clone).toArray(float[][]::new);
    return new SegmentedRows(rowLength, held, others, copies);
  }
}
