package io.sparkdeepfm.testing;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * One non-zero value x_i of one example.
 *
 * @param field f(i)
 * @param table the table of the field's vocabulary
 * @param row r(i), within the table
 * @param x after pooling's normalisation, never 0
 */
record ReferenceEntry(int field, int table, int row, double x) {
  /** The entries of example b, field by field; a row may be there several times. */
  static List<ReferenceEntry> of(FieldSchema schema, ExampleBlock block, int b) {
    List<ReferenceEntry> entries = new ArrayList<>();
    for (int f = 0; f < schema.numFields(); f++) {
      FieldColumn column = block.columns()[f];
      if (column.isNumeric()) {
        add(entries, schema, f, 0, column.values()[b]);
      } else if (column.isSingle()) {
        add(entries, schema, f, column.rows()[b], 1);
      } else {
        for (int i = column.offsets()[b]; i < column.offsets()[b + 1]; i++) {
          double x = column.values() == null ? 1 : column.values()[i];
          add(entries, schema, f, column.rows()[i], x);
        }
      }
    }
    return entries;
  }

  private static void add(
      List<ReferenceEntry> entries, FieldSchema schema, int field, int row, double x) {
    if (row >= 0 && x != 0) {
      entries.add(new ReferenceEntry(field, schema.tableOf(field), row, x));
    }
  }
}
