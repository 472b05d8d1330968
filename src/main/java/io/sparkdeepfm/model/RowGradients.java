package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import java.util.Arrays;

/**
 * The gradients of the embedding rows that a mini-batch touches, one entry per distinct row, for
 * one table and one thread at a time. A row belongs to one thread, which adds up its values in the
 * order of the batch: the sums do not depend on the number of threads.
 *
 * <p>For value x of row r: ∂L/∂w_r = g·α·x, ∂L/∂v_r = x·∂L/∂e_f, and where features are paired up,
 * less ∂L/∂p∘x²v_r for the value's product with itself. ∂L/∂p, p = ½ (S² − Q), is g·β with one g
 * per example, to which the MLP adds a vector per example if it reads p.
 */
public final class RowGradients {
  private static final int FEWEST_ROWS = 64;

  private final FieldSchema schema;
  private final boolean byFeature;
  private final boolean deepReadsPairs;
  private final int dim;
  private final int rowLength;
  private final int thread;
  private final int numThreads;
  private final RowSlots.Memory memory;
  private final RowSlots slots;
  private int[] mine = new int[0]; // examples whose row is this thread's
  private float[] weights = new float[0]; // Σ of row weights per row
  private float[] selfWeights = new float[0]; // Σ x²·g per row; Σ x² if the MLP reads pairs
  private float[] selfVectors = new float[0]; // Σ x²·∂L/∂p per row, if the MLP reads pairs
  private float[] gradients = new float[0];
  private int table;

  public RowGradients(DeepFMConfig config, int thread, int numThreads) {
    this(config, thread, numThreads, new RowSlots.Memory());
  }

  private RowGradients(DeepFMConfig config, int thread, int numThreads, RowSlots.Memory memory) {
    this.memory = memory;
    slots = new RowSlots(memory);
    schema = config.schema();
    byFeature = config.usesPairs() && config.interaction() == Interaction.FEATURE;
    deepReadsPairs = config.deepReadsPairs();
    dim = config.embeddingDim();
    rowLength = dim + 1;
    this.thread = thread;
    this.numThreads = numThreads;
  }

  /**
   * Another for the same thread, which holds the sums of a table of its own; one makes them after
   * the other, so they share what only that takes.
   */
  public RowGradients another(DeepFMConfig config) {
    return new RowGradients(config, thread, numThreads, memory);
  }

  /** Number of distinct rows of this thread. */
  public int size() {
    return slots.size();
  }

  /** The distinct rows, in order of first appearance. */
  public int[] rows() {
    return slots.rows();
  }

  /** Σ over the places in the batch where a row stands of the example's weight. */
  public float[] weights() {
    return weights;
  }

  /** size × (D + 1): ∂L/∂v_r, then ∂L/∂w_r. */
  public float[] gradients() {
    return gradients;
  }

  /** Sums up the gradients of this thread's rows of a table. */
  public void accumulate(
      DeepFMParameters parameters, int table, MiniBatch batch, float alpha, float[] beta) {
    this.table = table;
    prepare(batch);
    for (int f = 0; f < schema.numFields(); f++) {
      if (schema.tableOf(f) == table) {
        addField(batch, f, alpha);
        for (InputPlan plan : batch.plans()) {
          addRows(plan, f);
        }
      }
    }
    if (byFeature) {
      subtractOwnProducts(parameters.table(table).values(), beta);
    }
  }

  private void addField(MiniBatch batch, int f, float alpha) {
    FieldColumn column = batch.columns()[f];
    if (column.isSingle()) {
      addSingle(batch, f, alpha);
    } else if (column.isNumeric()) {
      for (int b = 0; isMine(0) && b < batch.size(); b++) {
        if (column.values()[b] != 0) {
          addValue(batch, f, b, 0, column.values()[b], alpha);
        }
      }
    } else {
      for (int b = 0; b < batch.size(); b++) {
        addEntries(batch, f, b, alpha);
      }
    }
  }

  /** What one thread's examples have given to rows, not to cells. */
  private void addRows(InputPlan plan, int f) {
    if (!plan.isOn() || plan.way(f) == InputPlan.Way.PLAIN) {
      return;
    }
    FieldRows distinct = plan.rows(f);
    for (int i = 0; i < distinct.size(); i++) {
      int row = distinct.row(i);
      int slot = isMine(row) ? slots.find(row) : -1; // a number that is always 0 is in no batch
      if (slot >= 0) {
        addScaled(1f, distinct.gradients(), i * dim, gradients, slot * rowLength, dim);
      }
    }
  }

  private void addSingle(MiniBatch batch, int f, float alpha) {
    int[] columnRows = batch.columns()[f].rows();
    int count = findMine(columnRows, batch.size());
    for (int i = 0; i < count; i++) {
      int b = mine[i];
      addValue(batch, f, b, columnRows[b], 1f, alpha);
    }
  }

  /**
   * Lists the examples whose row is this thread's. Without a branch, which would be mispredicted
   * half the time.
   *
   * @param columnRows −1 where missing
   */
  private int findMine(int[] columnRows, int n) {
    if (mine.length < n) {
      mine = new int[n];
    }
    int count = 0;
    for (int b = 0; b < n; b++) {
      int row = columnRows[b];
      mine[count] = b;
      int isOwn = owner(table, row) == thread ? 1 : 0;
      count += isOwn & (~row >>> 31);
    }
    return count;
  }

  private void addEntries(MiniBatch batch, int f, int b, float alpha) {
    FieldColumn column = batch.columns()[f];
    for (int i = column.offsets()[b]; i < column.offsets()[b + 1]; i++) {
      int row = column.rows()[i];
      if (isMine(row)) {
        float x = column.values() == null ? 1f : column.values()[i];
        int slot = addValue(batch, f, b, row, x, alpha);
        if (byFeature && deepReadsPairs) {
          addSelfVector(batch.pairGradients(), b, slot, x * x);
        } else {
          selfWeights[slot] += x * x * batch.logitGradients()[b];
        }
      }
    }
  }

  private void addSelfVector(float[] pairGradients, int b, int slot, float weight) {
    selfWeights[slot] += weight;
    for (int k = 0; k < dim; k++) {
      selfVectors[slot * dim + k] += weight * pairGradients[b * dim + k];
    }
  }

  private int addValue(MiniBatch batch, int f, int b, int row, float x, float alpha) {
    int known = slots.size();
    int slot = slots.slotOf(row);
    if (slot == weights.length) {
      grow();
    }
    float[] cells = batch.cellGradients();
    int cell = batch.cell(f, b);
    int target = slot * rowLength;
    if (slot == known && x == 1f) { // most rows' first value: nothing to add to
      System.arraycopy(cells, cell, gradients, target, dim);
      gradients[target + dim] = 0f;
    } else {
      if (slot == known) {
        Arrays.fill(gradients, target, target + rowLength, 0f);
      }
      addScaled(x, cells, cell, gradients, target, dim);
    }
    gradients[target + dim] += x * alpha * batch.logitGradients()[b];
    weights[slot] += batch.weights()[b];
    return slot;
  }

  /** Four at a time, because the compiler's own loops begin to gain at lengths far above D. */
  private static void addScaled(
      float x, float[] source, int from, float[] target, int to, int length) {
    int k = 0;
    for (; k + 3 < length; k += 4) {
      target[to + k] += x * source[from + k];
      target[to + k + 1] += x * source[from + k + 1];
      target[to + k + 2] += x * source[from + k + 2];
      target[to + k + 3] += x * source[from + k + 3];
    }
    for (; k < length; k++) {
      target[to + k] += x * source[from + k];
    }
  }

  private void subtractOwnProducts(float[] values, float[] beta) {
    for (int slot = 0; slot < slots.size(); slot++) {
      float self = selfWeights[slot];
      if (self != 0) {
        int source = slots.rows()[slot] * rowLength;
        for (int k = 0; k < dim; k++) {
          float factor = deepReadsPairs ? selfVectors[slot * dim + k] : self * beta[k];
          gradients[slot * rowLength + k] -= factor * values[source + k];
        }
      }
    }
  }

  /** Whether this thread updates the row. */
  public boolean isMine(int table, int row) {
    return owner(table, row) == thread;
  }

  private boolean isMine(int row) {
    return isMine(table, row);
  }

  private int owner(int table, int row) {
    int hash = (row + 31 * table) * 0x9E3779B9;
    return (int) (((hash & 0xFFFFFFFFL) * numThreads) >>> 32);
  }

  /** Makes room to number the rows of the table in the batch, and forgets the last ones. */
  private void prepare(MiniBatch batch) {
    int values = 0;
    for (int f = 0; f < schema.numFields(); f++) {
      if (schema.tableOf(f) == table) {
        FieldColumn column = batch.columns()[f];
        values += column.offsets() == null ? batch.size() : column.offsets()[batch.size()];
      }
    }
    int distinct = Math.min(values, schema.tableSize(table));
    slots.begin(distinct);
    int known = Math.min(distinct, weights.length);
    Arrays.fill(weights, 0, known, 0f);
    Arrays.fill(selfWeights, 0, known, 0f);
    Arrays.fill(selfVectors, 0, Math.min(selfVectors.length, known * dim), 0f);
  }

  /** Makes room for more rows: a thread has only a part of those in the batch. */
  private void grow() {
    int capacity = Math.max(FEWEST_ROWS, 2 * weights.length);
    weights = Arrays.copyOf(weights, capacity);
    selfWeights = Arrays.copyOf(selfWeights, capacity);
    selfVectors = Arrays.copyOf(selfVectors, byFeature && deepReadsPairs ? capacity * dim : 0);
    gradients = Arrays.copyOf(gradients, capacity * rowLength);
  }
}
