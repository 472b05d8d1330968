package io.sparkdeepfm.model;

import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.math.FloatMemory;
import java.util.Arrays;

/**
 * How the fields of a thread's part of a mini-batch reach the first layers, and the matrix that is
 * multiplied there. A field's share of xW is e_f W_f = Σ x (v_r W_f) over its values, and v_r W_f
 * is the same wherever r occurs; so with few distinct rows it is computed once for each row ({@link
 * FieldProducts}), which changes nothing but the rounding.
 *
 * <p>Chosen anew for each mini-batch by {@link FieldCosts}. The matrix has D columns of e_f for
 * each {@link Way#PLAIN} field, then the columns of rows, then 0 up to a multiple of {@link
 * #PADDING}.
 */
final class InputPlan {
  /** A product is compiled for its sizes; of so rounded widths there are few. */
  private static final int PADDING = 16;

  /**
   * Floats of the rows' products that a thread keeps per first layer at most, and as many of their
   * gradients: 16 MB each.
   */
  private static final int MOST_GATHERED = 1 << 22;

  /** A field's way into the first layers. */
  enum Way {
    /** e_f, D columns of the input. */
    PLAIN,
    /** A column of the input for each distinct row, which holds x; the weights are v_r W_f. */
    COLUMNS,
    /** v_r W_f is added to each example that has r. */
    GATHERED
  }

  private final FieldSchema schema;
  private final FieldCosts costs;
  private final int dim;
  private final int units;
  private final FieldRows[] rows;
  private final Way[] ways;
  private final int[] firstColumns; // of the fields that have some
  private final RowSlots search = new RowSlots(new RowSlots.Memory());
  private final long valuesLength;
  private FloatMemory values; // n × width, from the first step on that needs it
  private final float[] composed; // a row of it
  private FieldColumn[] columns;
  private int plainWidth;
  private int width;
  private boolean isOn;
  private long room; // floats of products that may still be kept

  private InputPlan(DeepFMConfig config, int maxExamples, FieldCosts costs) {
    this.costs = costs;
    schema = config.schema();
    dim = config.embeddingDim();
    units = config.units(0);
    rows = new FieldRows[schema.numFields()];
    ways = new Way[rows.length];
    firstColumns = new int[rows.length];
    for (int f = 0; f < rows.length; f++) {
      rows[f] = new FieldRows(dim);
    }
    int most = maxWidth(config);
    valuesLength = (long) maxExamples * most;
    composed = new float[most];
  }

  /** A plan for training, or null where the first layers do not read the field vectors as such. */
  static InputPlan of(DeepFMConfig config, int maxExamples, FieldCosts costs) {
    boolean readsFields =
        config.numHiddenLayers() > 0
            && !config.deepReadsPairs()
            && config.embeddingDropoutRate() == 0;
    return readsFields ? new InputPlan(config, maxExamples, costs) : null;
  }

  /** Columns of the matrix at most. */
  static int maxWidth(DeepFMConfig config) {
    return padded(config.inputWidth());
  }

  /** The columns that a matrix gets of which so many are used. */
  static int padded(int columns) {
    return (columns + PADDING - 1) / PADDING * PADDING;
  }

  /** Chooses the ways for examples {@code [begin, end)}, of columns that stay until the next. */
  void make(DeepFMParameters parameters, FieldColumn[] columnsOfBatch, int begin, int end) {
    columns = columnsOfBatch;
    int examples = end - begin;
    room = MOST_GATHERED;
    double saved = -examples * costs.perExample() - costs.perColumn() * ways.length * dim;
    for (int f = 0; f < ways.length; f++) {
      saved += choose(f, begin, end);
    }
    isOn = saved > 0;
    if (isOn) {
      if (values == null) {
        values = FloatMemory.allocate(valuesLength);
      }
      layOut();
      for (int f = 0; f < ways.length; f++) {
        if (ways[f] != Way.PLAIN) {
          rows[f].readVectors(parameters.table(schema.tableOf(f)));
        }
      }
    }
  }

  /** Sets a field's way; returns what it saves. */
  private double choose(int f, int begin, int end) {
    ways[f] = Way.PLAIN;
    FieldColumn column = columns[f];
    int examples = end - begin;
    if (examples == 0) {
      return 0;
    }
    int entries =
        column.offsets() == null ? examples : column.offsets()[end] - column.offsets()[begin];
    if (column.isNumeric()) {
      rows[f].takeNumeric();
    } else if (!rows[f].find(
        column, begin, end, search, costs.maxRows(examples, entries, dim, units))) {
      return 0;
    }
    int size = rows[f].size();
    double plain = costs.plain(examples, dim);
    boolean inOneTile = size <= Math.min(dim, FieldRows.TILE);
    double asColumns = inOneTile ? costs.columns(examples, dim, size) : Double.POSITIVE_INFINITY;
    boolean mayGather = !column.isNumeric() && (long) size * units <= room;
    double gathered =
        mayGather ? costs.gathered(entries, dim, size, units) : Double.POSITIVE_INFINITY;
    if (Math.min(asColumns, gathered) >= plain) {
      return 0;
    }
    ways[f] = asColumns <= gathered ? Way.COLUMNS : Way.GATHERED;
    room -= ways[f] == Way.GATHERED ? (long) size * units : 0;
    return plain - Math.min(asColumns, gathered);
  }

  private void layOut() {
    plainWidth = 0;
    for (int f = 0; f < ways.length; f++) {
      if (ways[f] == Way.PLAIN) {
        firstColumns[f] = plainWidth;
        plainWidth += dim;
      }
    }
    int used = plainWidth;
    for (int f = 0; f < ways.length; f++) {
      if (ways[f] == Way.COLUMNS) {
        firstColumns[f] = used;
        used += rows[f].size();
      }
    }
    width = padded(Math.max(1, used));
  }

  /** Whether any field goes another way than {@link Way#PLAIN}; else there is no matrix. */
  boolean isOn() {
    return isOn;
  }

  Way way(int f) {
    return ways[f];
  }

  /** The distinct rows of a field that is not plain. */
  FieldRows rows(int f) {
    return rows[f];
  }

  /** Where a field begins among the columns of the matrix, unless it is gathered. */
  int firstColumn(int f) {
    return firstColumns[f];
  }

  FieldColumn column(int f) {
    return columns[f];
  }

  int numFields() {
    return ways.length;
  }

  /** Columns of plain fields, with which the matrix begins. */
  int plainWidth() {
    return plainWidth;
  }

  int width() {
    return width;
  }

  /** The matrix, n × width. */
  FloatMemory values() {
    return values;
  }

  /**
   * Writes row b of the matrix.
   *
   * @param fieldVectors e of an example, F·D
   * @param example its number in the mini-batch
   */
  void compose(float[] fieldVectors, int example, int b) {
    Arrays.fill(composed, plainWidth, width, 0f);
    for (int f = 0; f < ways.length; f++) {
      if (ways[f] == Way.PLAIN) {
        System.arraycopy(fieldVectors, f * dim, composed, firstColumns[f], dim);
      } else if (ways[f] == Way.COLUMNS) {
        composeColumns(f, example);
      }
    }
    values.put(b * width, composed, 0, width);
  }

  private void composeColumns(int f, int example) {
    FieldColumn column = columns[f];
    if (column.isNumeric()) {
      composed[firstColumns[f]] = column.values()[example];
    } else if (column.isSingle()) {
      int slot = rows[f].slot(example);
      if (slot >= 0) {
        composed[firstColumns[f] + slot] = 1f;
      }
    } else {
      for (int i = column.offsets()[example]; i < column.offsets()[example + 1]; i++) {
        float x = column.values() == null ? 1f : column.values()[i];
        composed[firstColumns[f] + rows[f].slot(i)] += x;
      }
    }
  }

  /**
   * Puts ∂L/∂e of plain fields, as they stand in the matrix, to their places among all fields; the
   * others' stay as they are.
   */
  void expand(float[] plain, float[] fieldGradients) {
    for (int f = 0; f < ways.length; f++) {
      if (ways[f] == Way.PLAIN) {
        System.arraycopy(plain, firstColumns[f], fieldGradients, f * dim, dim);
      }
    }
  }
}
