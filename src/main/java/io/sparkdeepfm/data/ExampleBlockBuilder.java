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
    int f = 0;
    for (int i = 0; i < indices.length; i++) {
      while (indices[i] >= schema.begin(f + 1)) {
        f++;
      }
      columns[f].addEntry(indices[i] - schema.begin(f), (float) values[i]);
    }
    end();
  }

  /** Adds one example given as a whole vector of {@code schema.numFeatures()} values. */
  public void addDense(double[] values, double label, double weight) {
    begin(label, weight);
    for (int f = 0; f < columns.length; f++) {
      for (int i = schema.begin(f); i < schema.begin(f + 1); i++) {
        columns[f].addEntry(i - schema.begin(f), (float) values[i]);
      }
    }
    end();
  }

  private void begin(double label, double weight) {
    labels[size] = (float) label;
    weights[size] = (float) weight;
    weighted |= weight != 1;
  }

  private void end() {
    for (ColumnBuilder column : columns) {
      column.endExample();
    }
    size++;
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
}
