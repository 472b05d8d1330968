package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.engine.cuda.device.Structure;

/** Examples on the device, in the order in which they are passed over. */
final class DeviceWindow {
  private static final int ALIGNMENT = 64; // words
  private static final int NUMERIC = 0; // as in entries.cuh
  private static final int SINGLE = 1;
  private static final int GENERAL = 2;

  private final FieldSchema schema;
  private final long[] firstRows; // of each table among the rows of all
  private final DeviceMemory arrays;
  private final DeviceMemory fields;
  private ExampleBlock source;
  private int[] order;
  private ExampleBlock examples;
  private long labels; // words of the arrays before them
  private long weights; // likewise; −1 where all are 1
  private final DeviceMemory bases;
  private int batchesFrom = -1;
  private int batchesTo = -1;

  DeviceWindow(Gpu gpu, FieldSchema schema, long[] firstRows) {
    this.schema = schema;
    this.firstRows = firstRows;
    arrays = gpu.memory().allocate(0);
    fields = gpu.memory().allocate(0);
    bases = gpu.memory().allocate(0);
  }

  /**
   * Brings examples to the device, unless they are there from the last call.
   *
   * @param newOrder which of them, in which order; null for all as they are
   */
  void load(ExampleBlock newSource, int[] newOrder) {
    if (source == newSource && order == newOrder) {
      return;
    }
    source = newSource;
    order = newOrder;
    batchesFrom = -1;
    examples = newOrder == null ? newSource : newSource.gather(newOrder, 0, newOrder.length);
    arrays.ensure(words() * Float.BYTES);
    labels = 0;
    long at = put(0, examples.labels());
    weights = examples.weights() == null ? -1 : at;
    if (weights >= 0) {
      at = put(at, examples.weights());
    }
    Structure structures = new Structure();
    for (int f = 0; f < schema.numFields(); f++) {
      at = putField(f, at, structures);
    }
    byte[] bytes = structures.bytes();
    fields.ensure(bytes.length);
    fields.put(bytes);
  }

  private long words() {
    long words = 2L * aligned(examples.size());
    for (FieldColumn column : examples.columns()) {
      words += length(column.offsets()) + length(column.rows());
      words += column.values() == null ? 0 : aligned(column.values().length);
    }
    return Math.max(1, words);
  }

  private static long length(int[] array) {
    return array == null ? 0 : aligned(array.length);
  }

  private static long aligned(long words) {
    return (words + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private long put(long at, float[] array) {
    arrays.put(at, array, 0, array.length);
    return at + aligned(array.length);
  }

  private long put(long at, int[] array) {
    arrays.put(at, array, 0, array.length);
    return at + aligned(array.length);
  }

  /** The structure Field of entries.cuh. */
  private long putField(int f, long begin, Structure structure) {
    FieldColumn column = examples.columns()[f];
    long at = begin;
    structure.number(column.offsets() == null ? 0 : arrays.addressOf(at * Integer.BYTES));
    at = column.offsets() == null ? at : put(at, column.offsets());
    structure.number(column.rows() == null ? 0 : arrays.addressOf(at * Integer.BYTES));
    at = column.rows() == null ? at : put(at, column.rows());
    structure.number(column.values() == null ? 0 : arrays.addressOf(at * Float.BYTES));
    at = column.values() == null ? at : put(at, column.values());
    int kind = column.isNumeric() ? NUMERIC : column.isSingle() ? SINGLE : GENERAL;
    structure.number(firstRows[schema.tableOf(f)]).integer(kind).integer(0);
    return at;
  }

  int size() {
    return examples.size();
  }

  /** The structures of the fields. */
  DeviceMemory fields() {
    return fields;
  }

  /** Memory in which labels begin with word {@link #labelsBegin}, and weights likewise. */
  DeviceMemory arrays() {
    return arrays;
  }

  long labelsBegin() {
    return labels;
  }

  boolean isWeighted() {
    return weights >= 0;
  }

  long weightsBegin() {
    return weights;
  }

  /**
   * Brings to the device where the entries of each field begin among those of each mini-batch of
   * examples {@code [from, to)}, field by field: at once, for a copy has to wait for the device.
   */
  void cut(int from, int to, int batchSize) {
    if (batchesFrom == from && batchesTo == to) {
      return;
    }
    int perBatch = schema.numFields() + 1;
    int batches = (to - from + batchSize - 1) / batchSize;
    int[] all = new int[Math.multiplyExact(batches, perBatch)];
    for (int i = 0; i < batches; i++) {
      int begin = from + i * batchSize;
      int[] ofBatch = bases(begin, Math.min(batchSize, to - begin));
      System.arraycopy(ofBatch, 0, all, i * perBatch, perBatch);
    }
    bases.ensure((long) Math.max(1, all.length) * Integer.BYTES);
    bases.put(0, all, 0, all.length);
    batchesFrom = from;
    batchesTo = to;
  }

  /** What {@link #cut} has brought to the device, {@code numFields + 1} whole numbers per batch. */
  DeviceMemory bases() {
    return bases;
  }

  /** The place in {@link #bases} of the mini-batch that begins with an example. */
  long basesOf(int begin, int batchSize) {
    return (long) ((begin - batchesFrom) / batchSize) * (schema.numFields() + 1);
  }

  private int[] bases(int from, int n) {
    int[] begins = new int[schema.numFields() + 1];
    for (int f = 0; f < schema.numFields(); f++) {
      begins[f + 1] = Math.addExact(begins[f], entries(f, from, n));
    }
    return begins;
  }

  private int entries(int f, int from, int n) {
    int[] offsets = examples.columns()[f].offsets();
    return offsets == null ? n : offsets[from + n] - offsets[from];
  }

  /** Values of all fields of examples {@code [from, from + n)}. */
  int entries(int from, int n) {
    int sum = 0;
    for (int f = 0; f < schema.numFields(); f++) {
      sum = Math.addExact(sum, entries(f, from, n));
    }
    return sum;
  }

  /** Σ of row weights of examples {@code [from, from + n)}. */
  double totalWeight(int from, int n) {
    if (!isWeighted()) {
      return n;
    }
    double total = 0;
    for (int b = from; b < from + n; b++) {
      total += examples.weight(b);
    }
    return total;
  }
}
