package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.math.FloatMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The distinct rows of one field in a thread's part of a mini-batch: which they are, where each
 * entry finds its own, their vectors, and what the backward pass leaves of ∂L/∂v for each.
 */
final class FieldRows {
  /**
   * Rows per matrix product. One number for all batches, because a product is compiled for its
   * sizes; what is left over of the last tile is 0.
   */
  static final int TILE = 64;

  private final int dim;
  private final float[] tileValues;
  private final float[] stored; // a row of a table that is not in one array
  private final List<FloatMemory> tiles = new ArrayList<>(); // TILE × D each
  private int[] rows = new int[1];
  private int[] slots = new int[0];
  private float[] gradients = new float[0]; // size × D
  private int size;
  private int firstEntry;

  FieldRows(int dim) {
    this.dim = dim;
    tileValues = new float[TILE * dim];
    stored = new float[dim + 1];
  }

  /** A numeric field has one row. */
  void takeNumeric() {
    rows[0] = 0;
    size = 1;
  }

  /**
   * Finds the distinct rows of examples {@code [begin, end)}.
   *
   * @param search scratch
   * @param limit of their number
   * @return false if there are more, after which nothing else may be called
   */
  boolean find(FieldColumn column, int begin, int end, RowSlots search, int limit) {
    firstEntry = column.isSingle() ? begin : column.offsets()[begin];
    int last = column.isSingle() ? end : column.offsets()[end];
    if (slots.length < last - firstEntry) {
      slots = new int[last - firstEntry];
    }
    search.begin(limit + 1);
    for (int i = firstEntry; i < last; i++) {
      int row = column.rows()[i];
      slots[i - firstEntry] = row < 0 ? -1 : search.slotOf(row);
      if (search.size() > limit) {
        return false;
      }
    }
    size = search.size();
    if (rows.length < size) {
      rows = new int[limit];
    }
    System.arraycopy(search.rows(), 0, rows, 0, size);
    return true;
  }

  int size() {
    return size;
  }

  int row(int slot) {
    return rows[slot];
  }

  /** The place of an entry of the column among the rows, −1 where the value is missing. */
  int slot(int entry) {
    return slots[entry - firstEntry];
  }

  int numTiles() {
    return tiles(size);
  }

  /** Tiles of so many rows. */
  static int tiles(int rows) {
    return (rows + TILE - 1) / TILE;
  }

  /** Rows of a tile that stand for rows of the table. */
  int rowsOfTile(int t) {
    return Math.min(TILE, size - t * TILE);
  }

  /** v of rows {@code [t · TILE, (t + 1) · TILE)}, TILE × D. */
  FloatMemory tile(int t) {
    return tiles.get(t);
  }

  /** Copies the rows' vectors, and forgets the gradients of the last step. */
  void readVectors(EmbeddingTable table) {
    for (int t = 0; t < numTiles(); t++) {
      if (t == tiles.size()) {
        tiles.add(FloatMemory.allocate((long) TILE * dim));
      }
      int inTile = rowsOfTile(t);
      for (int i = 0; i < inTile; i++) {
        int row = rows[t * TILE + i];
        float[] values = table.row(row, stored);
        System.arraycopy(values, table.begin(row), tileValues, i * dim, dim);
      }
      Arrays.fill(tileValues, inTile * dim, TILE * dim, 0f);
      tiles.get(t).put(0, tileValues, 0, TILE * dim);
    }
    if (gradients.length < size * dim) {
      gradients = new float[Math.max(size, rows.length) * dim];
    }
    Arrays.fill(gradients, 0, size * dim, 0f);
  }

  /** Adds to ∂L/∂v of a tile's rows what came through one first layer, TILE × D. */
  void addGradients(int t, FloatMemory source) {
    int length = rowsOfTile(t) * dim;
    source.get(0, tileValues, 0, length);
    for (int i = 0; i < length; i++) {
      gradients[t * TILE * dim + i] += tileValues[i];
    }
  }

  /** ∂L/∂v of each row through the first layers, size × D. */
  float[] gradients() {
    return gradients;
  }
}
