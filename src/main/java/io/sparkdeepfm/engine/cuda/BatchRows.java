package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.model.DeepFMConfig;

/**
 * The distinct embedding rows of a mini-batch and their gradients. The values of all fields are
 * sorted by row, stably, so that a row's gradients are added up in the order of the batch, in
 * pieces of equal length: the same bits in every run, without atomics.
 */
final class BatchRows {
  private static final int PIECE = 128; // as in entries.cuh
  private static final int DIGITS = 256;
  private static final int BITS = 8;

  private final Gpu gpu;
  private final int numFields;
  private final int rowLength;
  private final int pieceLength;
  private final long numRows; // of all tables
  private final int passes;
  private final DeviceMemory cells;
  private final DeviceMemory xs;
  private final DeviceMemory digits;
  private final DeviceMemory heads;
  private final DeviceMemory pieces;
  private final DeviceMemory rows;
  private final DeviceMemory firstPieces;
  private final DeviceMemory begins;
  private final DeviceMemory counts; // of rows and pieces
  private final DeviceMemory pieceSums;
  private final DeviceMemory gradients;
  private final DeviceMemory weights;
  private DeviceMemory keys;
  private DeviceMemory entries;
  private DeviceMemory otherKeys;
  private DeviceMemory otherEntries;
  private int most; // distinct rows at most

  BatchRows(Gpu gpu, DeepFMConfig config) {
    this.gpu = gpu;
    numFields = config.schema().numFields();
    rowLength = config.embeddingDim() + 1;
    pieceLength = ModelTerms.pieceLength(config);
    numRows = config.schema().numEmbeddings();
    passes = (Long.SIZE - Long.numberOfLeadingZeros(numRows) + BITS - 1) / BITS;
    DeviceMemory.Allocator memory = gpu.memory();
    counts = memory.zeros(2);
    keys = memory.allocate(0);
    entries = memory.allocate(0);
    otherKeys = memory.allocate(0);
    otherEntries = memory.allocate(0);
    cells = memory.allocate(0);
    xs = memory.allocate(0);
    digits = memory.allocate(0);
    heads = memory.allocate(0);
    pieces = memory.allocate(0);
    rows = memory.allocate(0);
    firstPieces = memory.allocate(0);
    begins = memory.allocate(0);
    pieceSums = memory.allocate(0);
    gradients = memory.allocate(0);
    weights = memory.allocate(0);
  }

  /** Row numbers among the rows of all tables, ascending. */
  DeviceMemory rows() {
    return rows;
  }

  /** The number of rows, then that of pieces. */
  DeviceMemory counts() {
    return counts;
  }

  /** D + 1 per row. */
  DeviceMemory gradients() {
    return gradients;
  }

  /** Σ of the row weights of each row's values. */
  DeviceMemory weights() {
    return weights;
  }

  /** Rows at most, as the host can tell. */
  int most() {
    return most;
  }

  private void makeRoom(int numEntries) {
    long words = (long) Math.max(1, numEntries) * Integer.BYTES;
    for (DeviceMemory memory : new DeviceMemory[] {keys, entries, otherKeys, otherEntries}) {
      memory.ensure(words);
    }
    cells.ensure(words);
    xs.ensure(words);
    digits.ensure((long) DIGITS * Math.max(1, Gpu.tiles(numEntries)) * Integer.BYTES);
    heads.ensure(words + Integer.BYTES);
    pieces.ensure(words + Integer.BYTES);
    begins.ensure(words + Integer.BYTES);
    makeRoomForRows((int) Math.min(numEntries, numRows));
    long mostPieces = Math.min(numEntries, most + (long) numEntries / PIECE + 1);
    pieceSums.ensure(Math.max(1, mostPieces) * pieceLength * Float.BYTES);
  }

  private void makeRoomForRows(int numDistinct) {
    most = numDistinct;
    long room = (long) Math.max(1, most) * Float.BYTES;
    rows.ensure(room);
    firstPieces.ensure(room + Integer.BYTES);
    weights.ensure(room);
    gradients.ensure(room * rowLength);
  }

  /** Finds the rows of examples {@code [from, from + n)} of a window, one of its mini-batches. */
  void find(DeviceWindow window, int from, int n) {
    int numEntries = window.entries(from, n);
    makeRoom(numEntries);
    int none = (int) numRows; // unsigned: above all rows
    gpu.call("list_entries")
        .at(window.arrays(), window.fieldsBegin())
        .at(window.arrays(), window.basesBegin(from))
        .integer(numFields)
        .integer(from)
        .integer(n)
        .integer(none)
        .at(keys)
        .at(entries)
        .at(cells)
        .at(xs)
        .over((long) numFields * n);
    sort(numEntries);
    gpu.call("mark_pieces")
        .at(keys)
        .number(numEntries)
        .integer(none)
        .at(heads)
        .at(pieces)
        .over(numEntries + 1L);
    gpu.scan(heads, numEntries + 1L);
    gpu.scan(pieces, numEntries + 1L);
    gpu.call("list_pieces")
        .at(keys)
        .number(numEntries)
        .integer(none)
        .at(heads)
        .at(pieces)
        .at(rows)
        .at(firstPieces)
        .at(begins)
        .at(counts)
        .over(numEntries + 1L);
  }

  /** By eight bits of the row number at a time, the lowest first. */
  private void sort(int numEntries) {
    int tiles = Gpu.tiles(numEntries);
    for (int pass = 0; pass < passes && tiles > 0; pass++) {
      int shift = pass * BITS;
      gpu.call("count_digits")
          .at(keys)
          .integer(numEntries)
          .integer(shift)
          .integer(tiles)
          .at(digits)
          .onTeams(tiles);
      gpu.scan(digits, (long) DIGITS * tiles);
      gpu.call("place_digits")
          .at(keys)
          .at(entries)
          .integer(numEntries)
          .integer(shift)
          .integer(tiles)
          .at(digits)
          .at(otherKeys)
          .at(otherEntries)
          .onTeams(tiles);
      DeviceMemory swap = keys;
      keys = otherKeys;
      otherKeys = swap;
      swap = entries;
      entries = otherEntries;
      otherEntries = swap;
    }
  }

  /** Adds up the gradients of the rows that {@link #find} has found, after the backward pass. */
  void sum(DeviceWindow window, int from, CudaPass pass, DeviceMemory tables, DeviceMemory dense) {
    byte[] terms = pass.terms();
    gpu.call("sum_pieces")
        .at(window.arrays(), window.fieldsBegin())
        .structure(terms)
        .at(dense)
        .at(begins)
        .at(counts)
        .at(entries)
        .at(cells)
        .at(xs)
        .at(pass.cellGradients())
        .at(pass.logitGradients())
        .at(pass.pairGradients())
        .at(window.isWeighted() ? window.arrays() : null, Math.max(0, window.weightsBegin()))
        .integer(from)
        .at(pieceSums)
        .over((most + (long) most / 2 + 1) * (rowLength - 1));
    gpu.call("sum_rows")
        .structure(terms)
        .at(dense)
        .at(tables)
        .at(rows)
        .at(firstPieces)
        .at(counts)
        .at(pieceSums)
        .at(gradients)
        .at(weights)
        .over((long) most * rowLength);
  }

  /**
   * Takes rows with gradients that were put together elsewhere.
   *
   * @param newRows ascending, among the rows of all tables
   */
  void put(int[] newRows, float[] newGradients) {
    makeRoomForRows(newRows.length);
    rows.put(0, newRows, 0, newRows.length);
    gradients.put(0, newGradients, 0, newGradients.length);
    counts.put(0, new int[] {newRows.length, 0}, 0, 2);
  }
}
