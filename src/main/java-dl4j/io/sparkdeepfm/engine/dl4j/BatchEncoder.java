package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Collects the examples of a mini-batch and encodes them as {@link Entries} wants them. */
final class BatchEncoder {
  private final FieldSchema schema;
  private final int[] tableBegins; // rows of the tables before each
  private final float[] targets; // label and weight of each example
  private final int[] ends; // of each example's entries
  private int[] fields = new int[1024];
  private int[] rows = new int[1024];
  private float[] values = new float[1024];
  private int size;
  private int entries;

  /**
   * @param capacity examples at most
   */
  BatchEncoder(FieldSchema schema, int capacity) {
    this.schema = schema;
    tableBegins = new int[schema.numTables()];
    for (int t = 1; t < tableBegins.length; t++) {
      tableBegins[t] = tableBegins[t - 1] + schema.tableSize(t - 1);
    }
    targets = new float[2 * capacity];
    ends = new int[capacity];
  }

  int size() {
    return size;
  }

  /** Adds one example of a block. */
  void add(ExampleBlock block, int example) {
    for (int f = 0; f < schema.numFields(); f++) {
      FieldColumn column = block.columns()[f];
      if (column.isNumeric()) {
        addEntry(f, 0, column.values()[example]);
      } else if (column.isSingle()) {
        addEntry(f, column.rows()[example], 1f);
      } else {
        for (int i = column.offsets()[example]; i < column.offsets()[example + 1]; i++) {
          addEntry(f, column.rows()[i], column.values() == null ? 1f : column.values()[i]);
        }
      }
    }
    targets[2 * size] = block.labels()[example];
    targets[2 * size + 1] = block.weight(example);
    ends[size++] = entries;
  }

  private void addEntry(int field, int row, float value) {
    if (row < 0 || value == 0) { // missing
      return;
    }
    if (entries == fields.length) {
      fields = Arrays.copyOf(fields, 2 * entries);
      rows = Arrays.copyOf(rows, 2 * entries);
      values = Arrays.copyOf(values, 2 * entries);
    }
    fields[entries] = field;
    rows[entries] = tableBegins[schema.tableOf(field)] + row;
    values[entries++] = value;
  }

  /** Encodes what was added, and forgets it. */
  MultiDataSet take() {
    INDArray features = Nd4j.createFromArray(features()).reshape('c', size, -1);
    INDArray labels = Nd4j.createFromArray(Arrays.copyOf(targets, 2 * size)).reshape('c', size, 2);
    size = 0;
    entries = 0;
    return new org.nd4j.linalg.dataset.MultiDataSet(features, labels);
  }

  private float[] features() {
    int[] begins = placeBegins();
    int places = Math.max(1, begins[schema.numFields()]);
    float[] features = new float[Math.multiplyExact(size, 3 * places)];
    for (int b = 0; b < size; b++) {
      int at = b * 3 * places;
      for (int f = 0; f < schema.numFields(); f++) {
        Arrays.fill(features, at + begins[f], at + begins[f + 1], f);
      }
      int place = 0;
      for (int i = begin(b); i < ends[b]; i++) {
        place = isFirstOfField(i, b) ? begins[fields[i]] : place + 1;
        features[at + places + place] = rows[i];
        features[at + 2 * places + place] = values[i];
      }
    }
    return features;
  }

  /** Where the places of each field begin: as many as the example with most of its values needs. */
  private int[] placeBegins() {
    int[] most = new int[schema.numFields()];
    for (int b = 0; b < size; b++) {
      int number = 0;
      for (int i = begin(b); i < ends[b]; i++) {
        number = isFirstOfField(i, b) ? 1 : number + 1;
        most[fields[i]] = Math.max(most[fields[i]], number);
      }
    }
    int[] begins = new int[most.length + 1];
    for (int f = 0; f < most.length; f++) {
      begins[f + 1] = begins[f] + most[f];
    }
    return begins;
  }

  private boolean isFirstOfField(int entry, int example) {
    return entry == begin(example) || fields[entry] != fields[entry - 1];
  }

  private int begin(int example) {
    return example == 0 ? 0 : ends[example - 1];
  }
}
