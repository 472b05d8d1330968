package io.sparkdeepfm.encode;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What the training examples have in each field. */
public final class FieldCounts implements Serializable { // no record: Kryo cannot make them
  private long examples;
  private final long[] filled; // examples with a value, by field
  private final long[] values;
  private final long[] firstRow; // values that are row 0 of their table

  FieldCounts(int numFields) {
    filled = new long[numFields];
    values = new long[numFields];
    firstRow = new long[numFields];
  }

  /** Adds a block; one of validation examples does not count. */
  void add(ExampleBlock block) {
    if (block.validation()) {
      return;
    }
    examples += block.size();
    for (int f = 0; f < filled.length; f++) {
      FieldColumn column = block.columns()[f];
      if (column.isNumeric()) {
        addNumeric(f, column.values());
      } else if (column.isSingle()) {
        addSingle(f, column.rows());
      } else {
        addGeneral(f, column);
      }
    }
  }

  private void addNumeric(int field, float[] numbers) {
    int nonZero = 0;
    for (float number : numbers) {
      nonZero += number != 0 ? 1 : 0;
    }
    filled[field] += nonZero;
    values[field] += nonZero;
    firstRow[field] += nonZero; // the one row that there is
  }

  private void addSingle(int field, int[] rows) {
    int there = 0;
    int first = 0;
    for (int row : rows) {
      there += row >= 0 ? 1 : 0;
      first += row == 0 ? 1 : 0;
    }
    filled[field] += there;
    values[field] += there;
    firstRow[field] += first;
  }

  private void addGeneral(int field, FieldColumn column) {
    int[] offsets = column.offsets();
    for (int b = 0; b + 1 < offsets.length; b++) {
      filled[field] += offsets[b + 1] > offsets[b] ? 1 : 0;
    }
    int entries = offsets[offsets.length - 1];
    values[field] += entries;
    for (int i = 0; i < entries; i++) {
      firstRow[field] += column.rows()[i] == 0 ? 1 : 0;
    }
  }

  /** Adds what was counted elsewhere. */
  FieldCounts plus(FieldCounts other) {
    examples += other.examples;
    for (int f = 0; f < filled.length; f++) {
      filled[f] += other.filled[f];
      values[f] += other.values[f];
      firstRow[f] += other.firstRow[f];
    }
    return this;
  }

  /**
   * The same as rates.
   *
   * @param names of the fields, for the user
   * @param withUnknown names of the fields whose row 0 stands for unknown values
   */
  public List<FieldUsage> usage(FieldSchema schema, List<String> names, Set<String> withUnknown) {
    List<FieldUsage> usage = new ArrayList<>();
    for (int f = 0; f < filled.length; f++) {
      boolean counts = withUnknown.contains(schema.field(f).name()) && values[f] > 0;
      usage.add(
          new FieldUsage(
              names.get(f),
              schema.field(f).vocabulary(),
              schema.field(f).size(),
              counts ? (double) firstRow[f] / values[f] : Double.NaN,
              1 - (double) filled[f] / examples,
              (double) values[f] / examples));
    }
    return List.copyOf(usage);
  }

  /**
   * What the training examples have in a field; every example counts once, whatever its weight.
   *
   * @param name of the field
   * @param vocabulary of the field; a numeric field's is its own
   * @param size number of features, the unknown included; 1 for a numeric field
   * @param unknownRate part of the values that are not in the vocabulary; NaN where the field does
   *     not come from a {@code VocabularyIndexer}, or has no value at all
   * @param emptyRate part of the examples without a value; those of a numeric field that are 0
   * @param valuesPerExample mean number of values that are not 0, over all examples
   */
  public record FieldUsage(
      String name,
      String vocabulary,
      int size,
      double unknownRate,
      double emptyRate,
      double valuesPerExample)
      implements Serializable {}
}
