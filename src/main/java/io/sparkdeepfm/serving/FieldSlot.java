package io.sparkdeepfm.serving;

import io.sparkdeepfm.data.BadValueException;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.LogMinMax;
import java.util.Arrays;

/**
 * The values of one field for up to {@code capacity} rows, encoded as the stages and {@code
 * ExampleBlockBuilder} encode them, without allocation once the arrays have grown. A row begins
 * missing; what is set last holds.
 */
abstract class FieldSlot {
  int row;

  static FieldSlot of(FieldSource source, Field field, int capacity) {
    if (source instanceof FieldSource.Tokens tokens) {
      return new TokenSlot(tokens, field.pooling(), capacity);
    }
    if (source instanceof FieldSource.Bucket bucket) {
      return new OfBuckets(bucket, capacity);
    }
    return new OfNumbers(source, capacity);
  }

  /** Begins again with row 0, which is missing. */
  void reset() {
    row = 0;
    clear();
  }

  /** Makes the current row's value missing. */
  abstract void clear();

  abstract void number(double value);

  /** Whether tokens are read, and so the texts of values. */
  boolean readsText() {
    return false;
  }

  /** A number or boolean as a token, whose text is {@code text}, or as the number. */
  void token(Utf8Text text, double value) {
    number(value);
  }

  /** A string. */
  abstract void text(Utf8Text text, String original);

  /** Begins a list, to which entries are added. */
  void list() {
    throw refuse("a list");
  }

  void entry(Utf8Text text, double weight) {
    throw refuse("a list");
  }

  /** Ends the current row; the next is missing. */
  abstract void next();

  /** The column of all rows that were ended since the last reset. */
  abstract FieldColumn column();

  abstract String name();

  BadValueException refuse(String given) {
    return new BadValueException(
        "Column '%s' is given %s, but is a number in this model; send a number, or leave it out"
            + " where it is missing.",
        name(), given);
  }

  /** One number a row, which no text stands for. */
  private abstract static class OfOneNumber extends FieldSlot {
    private final String name;
    private final int capacity;
    private final FieldColumn column;

    OfOneNumber(FieldSource source, int capacity, FieldColumn column) {
      name = source.column();
      this.capacity = capacity;
      this.column = column;
    }

    @Override
    void text(Utf8Text text, String original) {
      throw refuse("the text '" + original + "'");
    }

    @Override
    void next() {
      row++;
      if (row < capacity) {
        clear();
      }
    }

    @Override
    FieldColumn column() {
      return column;
    }

    @Override
    String name() {
      return name;
    }
  }

  /** A number, as it is or scaled. */
  private static final class OfNumbers extends OfOneNumber {
    private final LogMinMax scale; // null for none
    private final float[] values;

    OfNumbers(FieldSource source, int capacity) {
      this(source, new float[capacity]);
    }

    private OfNumbers(FieldSource source, float[] values) {
      super(source, values.length, FieldColumn.numeric(values));
      scale = source instanceof FieldSource.Scaled scaled ? scaled.scale() : null;
      this.values = values;
    }

    @Override
    void clear() {
      values[row] = 0f;
    }

    @Override
    void number(double value) {
      double scaled = scale == null ? value : scale.of(value);
      if (!Float.isFinite((float) scaled)) {
        throw new BadValueException(
            "Column '%s' holds %s, but values must be finite floats; leave it out where it is"
                + " missing.",
            name(), value);
      }
      values[row] = (float) scaled;
    }
  }

  /** The bucket of a number. */
  private static final class OfBuckets extends OfOneNumber {
    private final double[] splits;
    private final boolean keepsInvalid;
    private final int[] rows;

    OfBuckets(FieldSource.Bucket source, int capacity) {
      this(source, new int[capacity]);
    }

    private OfBuckets(FieldSource.Bucket source, int[] rows) {
      super(source, rows.length, FieldColumn.single(rows));
      splits = source.splits().stream().mapToDouble(Double::doubleValue).toArray();
      keepsInvalid = source.keepsInvalid();
      this.rows = rows;
    }

    @Override
    void clear() {
      rows[row] = -1;
    }

    @Override
    void number(double value) {
      rows[row] = bucket(value);
    }

    /** As MLlib's Bucketizer. */
    private int bucket(double value) {
      int last = splits.length - 1;
      if (Double.isNaN(value) && keepsInvalid) {
        return last;
      }
      if (value == splits[last]) {
        return last - 1;
      }
      int at = Arrays.binarySearch(splits, value);
      int bucket = at >= 0 ? at : -at - 2;
      if (Double.isNaN(value) || bucket < 0 || bucket >= last) {
        throw new BadValueException(
            "Column '%s' holds %s, but its buckets run from %s to %s; send a number of these, or"
                + " leave it out where it is missing.",
            name(), value, splits[0], splits[last]);
      }
      return bucket;
    }
  }
}
