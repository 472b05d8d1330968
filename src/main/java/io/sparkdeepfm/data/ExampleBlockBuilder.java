package io.sparkdeepfm.data;

import java.util.Arrays;

/**
 * Encodes sparse feature vectors into an {@link ExampleBlock}, normalising the values of each field
 * by its {@link Pooling} and choosing each column's smallest form. Reused for block after block.
 */
public final class ExampleBlockBuilder {
  private final FieldSchema schema;
  private final int capacity;
  private final float[] labels;
  private final float[] weights;
  private final ColumnBuilder[] columns;
  private int size;
  private boolean weighted;

  /**
   * @param capacity examples of a full block
   */
  public ExampleBlockBuilder(FieldSchema schema, int capacity) {
    this.schema = schema;
    this.capacity = capacity;
    labels = new float[capacity];
    weights = new float[capacity];
    columns = new ColumnBuilder[schema.numFields()];
    for (int f = 0; f < columns.length; f++) {
      columns[f] = new ColumnBuilder(schema.field(f), capacity);
    }
  }

  public boolean isFull() {
    return size == capacity;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * Adds one example.
   *
   * @param indices ascending indices of the features vector, below {@code schema.numFeatures()}
   * @param values finite as floats; zeros are skipped
   */
  public void add(int[] indices, double[] values, double label, double weight) {
    begin(label, weight);
    int i = 0;
    for (int f = 0; f < columns.length; f++) {
      int begin = schema.begin(f);
      int end = schema.begin(f + 1);
      while (i < indices.length && indices[i] < end) {
        columns[f].addEntry(indices[i] - begin, (float) values[i]);
        i++;
      }
      columns[f].endExample();
    }
    size++;
  }

  /** Adds one example given as a whole vector of {@code schema.numFeatures()} values. */
  public void addDense(double[] values, double label, double weight) {
    begin(label, weight);
    for (int f = 0; f < columns.length; f++) {
      for (int i = schema.begin(f); i < schema.begin(f + 1); i++) {
        columns[f].addEntry(i - schema.begin(f), (float) values[i]);
      }
      columns[f].endExample();
    }
    size++;
  }

  private void begin(double label, double weight) {
    labels[size] = (float) label;
    weights[size] = (float) weight;
    weighted |= weight != 1;
  }

  /** The block of all examples added since the last call. */
  public ExampleBlock build(boolean validation) {
    FieldColumn[] built = new FieldColumn[columns.length];
    for (int f = 0; f < built.length; f++) {
      built[f] = columns[f].build();
    }
    ExampleBlock block =
        new ExampleBlock(
            size,
            Arrays.copyOf(labels, size),
            weighted ? Arrays.copyOf(weights, size) : null,
            built,
            validation);
    size = 0;
    weighted = false;
    return block;
  }

  /** Collects the entries of one field, example by example, into a {@link FieldColumn}. */
  private static final class ColumnBuilder {
    private final Field field;
    private final int[] offsets;
    private int[] rows;
    private float[] values;
    private int examples;
    private int entries;
    private boolean severalValues;
    private boolean allOnes = true;

    ColumnBuilder(Field field, int capacity) {
      this.field = field;
      offsets = new int[capacity + 1];
      rows = new int[capacity];
      values = new float[capacity];
    }

    /** Adds a value to the example; a zero is skipped. */
    void addEntry(int row, float value) {
      if (value == 0) {
        return;
      }
      if (entries == rows.length) {
        rows = Arrays.copyOf(rows, 2 * entries);
        values = Arrays.copyOf(values, 2 * entries);
      }
      rows[entries] = row;
      values[entries] = value;
      entries++;
    }

    void endExample() {
      int begin = offsets[examples];
      if (entries == begin + 1 && values[begin] == 1f) {
        offsets[++examples] = entries; // by far the most frequent; every pooling leaves it 1
        return;
      }
      field.pooling().normalize(values, begin, entries);
      severalValues |= entries > begin + 1;
      for (int i = begin; i < entries; i++) {
        allOnes &= values[i] == 1f;
      }
      offsets[++examples] = entries;
    }

    FieldColumn build() {
      FieldColumn column;
      if (field.size() == 1) {
        column = numeric();
      } else if (allOnes && !severalValues) {
        column = single();
      } else {
        column =
            FieldColumn.general(
                Arrays.copyOf(offsets, examples + 1),
                Arrays.copyOf(rows, entries),
                allOnes ? null : Arrays.copyOf(values, entries));
      }
      examples = 0;
      entries = 0;
      severalValues = false;
      allOnes = true;
      return column;
    }

    private FieldColumn numeric() {
      float[] numbers = new float[examples];
      for (int b = 0; b < examples; b++) {
        numbers[b] = offsets[b + 1] > offsets[b] ? values[offsets[b]] : 0f;
      }
      return FieldColumn.numeric(numbers);
    }

    private FieldColumn single() {
      int[] singles = new int[examples];
      for (int b = 0; b < examples; b++) {
        singles[b] = offsets[b + 1] > offsets[b] ? rows[offsets[b]] : -1;
      }
      return FieldColumn.single(singles);
    }
  }
}
