package io.sparkdeepfm.stage;

import io.sparkdeepfm.data.ColumnNames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Finding and adding columns, with errors that name the column. */
final class Columns {
  private Columns() {}

  /**
   * The input columns of a stage in a schema.
   *
   * @throws IllegalArgumentException if none is set or one is not there
   */
  static StructField[] inputs(InputColumnsParams<?> stage, StructType schema) {
    String[] names = required(stage, stage.inputCols());
    StructField[] fields = new StructField[names.length];
    for (int c = 0; c < names.length; c++) {
      fields[c] = find(schema, names[c]);
    }
    return fields;
  }

  /**
   * The output columns of a stage.
   *
   * @throws IllegalArgumentException unless there are as many as inputs, all different and new
   */
  static String[] outputs(ColumnsParams<?> stage, StructType schema) {
    String[] names = required(stage, stage.outputCols());
    PerColumn.requireAligned(stage.outputCols(), names.length, stage.getInputCols().length);
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      requireNew(schema, name);
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            String.format("outputCols names '%s' twice; output columns must differ.", name));
      }
    }
    return names;
  }

  /**
   * The names that a Param holds.
   *
   * @throws IllegalArgumentException if there are none
   */
  static String[] required(InputColumnsParams<?> stage, Param<String[]> param) {
    String[] names = stage.isDefined(param) ? stage.getOrDefault(param) : new String[0];
    if (names.length == 0) {
      throw new IllegalArgumentException(
          String.format("%s of %s is not set; name at least one column.", param.name(), stage));
    }
    return names;
  }

  private static StructField find(StructType schema, String name) {
    for (StructField field : schema.fields()) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    throw new IllegalArgumentException(
        String.format(
            "Column '%s' of inputCols is not there; the columns are %s.",
            name, String.join(", ", schema.fieldNames())));
  }

  /**
   * @throws IllegalArgumentException if the schema has a column of that name
   */
  static void requireNew(StructType schema, String name) {
    for (String existing : schema.fieldNames()) {
      if (existing.equals(name)) {
        throw new IllegalArgumentException(
            String.format(
                "Output column '%s' is there already; drop it or choose another name.", name));
      }
    }
  }

  /** A reference to a top-level column whose name may hold dots and backticks. */
  static Column reference(String name) {
    return functions.col(ColumnNames.quoted(name));
  }

  /** The data with further columns behind its own. */
  static Dataset<Row> append(Dataset<?> data, List<Column> columns) {
    Column[] all = new Column[columns.size() + 1];
    all[0] = functions.col("*");
    for (int c = 0; c < columns.size(); c++) {
      all[c + 1] = columns.get(c);
    }
    return data.select(all);
  }

  /** The schema with further fields behind its own. */
  static StructType append(StructType schema, List<StructField> fields) {
    StructType result = schema;
    for (StructField field : fields) {
      result = result.add(field);
    }
    return result;
  }
}
