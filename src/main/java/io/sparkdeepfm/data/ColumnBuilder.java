package io.sparkdeepfm.data;

import java.util.Arrays;

/** Collects the entries of one field, example by example, into a {@link FieldColumn}. */
final class ColumnBuilder {
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
