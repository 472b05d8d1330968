package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.engine.cuda.device.DeviceMemory;
import io.sparkdeepfm.engine.cuda.device.Staging;
import io.sparkdeepfm.engine.cuda.device.Structure;
import java.nio.ByteBuffer;

/** Examples on the device, in the order in which they are passed over. */
final class DeviceWindow {
  private static final int ALIGNMENT = 64; // words
  private static final int NUMERIC = 0; // as in entries.cuh
  private static final int SINGLE = 1;
  private static final int GENERAL = 2;

  private static final int FIELD_BYTES = 40; // of the structure Field

  private final FieldSchema schema;
  private final long[] firstRows; // of each table among the rows of all
  private final int batchSize;
  private final DeviceMemory arrays;
  private final Staging staging;
  private long room; // bytes of the arrays
  private ExampleBlock source;
  private int[] order;
  private int begin;
  private ExampleBlock examples;
  private long labels; // words of the arrays before them
  private long weights; // likewise; −1 where all are 1
  private long fields;
  private long bases;

  /**
   * @param batchSize examples of a mini-batch
   * @param staging from which examples are copied
   */
  DeviceWindow(Gpu gpu, FieldSchema schema, long[] firstRows, int batchSize, Staging staging) {
    this.schema = schema;
    this.firstRows = firstRows;
    this.batchSize = batchSize;
    this.staging = staging;
    arrays = gpu.memory().allocate(0);
  }

  /**
   * Whether examples {@code order[from, to)} are the first ones here, cut into mini-batches as they
   * would be alone.
   */
  boolean holds(ExampleBlock otherSource, int[] otherOrder, int from, int to) {
    int size = to - from;
    return source == otherSource
        && order == otherOrder
        && begin == from
        && (examples.size() == size || (examples.size() > size && size % batchSize == 0));
  }

  /**
   * Begins to copy examples to the device, which is not at work with those that are there.
   *
   * @param newOrder of which examples {@code [from, to)} are meant
   */
  void copy(ExampleBlock newSource, int[] newOrder, int from, int to) {
    copy(newSource.gather(newOrder, from, to));
    source = newSource;
    order = newOrder;
    begin = from;
  }

  /** As the other one, with all examples of a block as they are. */
  void copy(ExampleBlock block) {
    source = null;
    examples = block;
    long bytes = words() * Float.BYTES;
    ByteBuffer target = staging.room(bytes);
    if (bytes > room) {
      room = bytes + bytes / 8;
      arrays.ensure(room);
    }
    labels = 0;
    long at = put(target, 0, block.labels());
    weights = block.weights() == null ? -1 : at;
    if (weights >= 0) {
      at = put(target, at, block.weights());
    }
    Structure structures = new Structure();
    for (int f = 0; f < schema.numFields(); f++) {
      at = putField(target, f, at, structures);
    }
    fields = at;
    target.position(Math.toIntExact(at * Float.BYTES)).put(structures.bytes());
    bases = at + aligned(fieldWords());
    put(target, bases, cut());
    staging.copyTo(arrays);
  }

  private long fieldWords() {
    return (long) FIELD_BYTES / Float.BYTES * schema.numFields();
  }

  private int batches() {
    return (examples.size() + batchSize - 1) / batchSize;
  }

  private long words() {
    long words = 2L * aligned(examples.size()) + aligned(fieldWords());
    words += aligned((long) batches() * (schema.numFields() + 1));
    for (FieldColumn column : examples.columns()) {
      words += length(column.offsets()) + length(column.rows());
      words += column.values() == null ? 0 : aligned(column.values().length);
    }
    return words;
  }

  private static long length(int[] array) {
    return array == null ? 0 : aligned(array.length);
  }

  private static long aligned(long words) {
    return (words + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static long put(ByteBuffer target, long at, float[] array) {
    target.position(Math.toIntExact(at * Float.BYTES)).asFloatBuffer().put(array);
    return at + aligned(array.length);
  }

  private static long put(ByteBuffer target, long at, int[] array) {
    target.position(Math.toIntExact(at * Integer.BYTES)).asIntBuffer().put(array);
    return at + aligned(array.length);
  }

  /** The structure Field of entries.cuh. */
  private long putField(ByteBuffer target, int f, long first, Structure structure) {
    FieldColumn column = examples.columns()[f];
    long at = first;
    structure.number(column.offsets() == null ? 0 : arrays.addressOf(at * Integer.BYTES));
    at = column.offsets() == null ? at : put(target, at, column.offsets());
    structure.number(column.rows() == null ? 0 : arrays.addressOf(at * Integer.BYTES));
    at = column.rows() == null ? at : put(target, at, column.rows());
    structure.number(column.values() == null ? 0 : arrays.addressOf(at * Float.BYTES));
    at = column.values() == null ? at : put(target, at, column.values());
    int kind = column.isNumeric() ? NUMERIC : column.isSingle() ? SINGLE : GENERAL;
    structure.number(firstRows[schema.tableOf(f)]).integer(kind).integer(0);
    return at;
  }

  int size() {
    return examples.size();
  }

  /** Memory in which what the following methods say begins with the word that they give. */
  DeviceMemory arrays() {
    return arrays;
  }

  /** The structures of the fields. */
  long fieldsBegin() {
    return fields;
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

  /** Where the entries of each field begin among those of each mini-batch, field by field. */
  private int[] cut() {
    int perBatch = schema.numFields() + 1;
    int[] all = new int[Math.multiplyExact(batches(), perBatch)];
    for (int i = 0; i < batches(); i++) {
      int from = i * batchSize;
      int[] ofBatch = bases(from, Math.min(batchSize, examples.size() - from));
      System.arraycopy(ofBatch, 0, all, i * perBatch, perBatch);
    }
    return all;
  }

  /**
   * Where the entries of each field begin among those of the mini-batch that begins with an
   * example, {@code numFields + 1} whole numbers.
   */
  long basesBegin(int from) {
    return bases + (long) (from / batchSize) * (schema.numFields() + 1);
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
