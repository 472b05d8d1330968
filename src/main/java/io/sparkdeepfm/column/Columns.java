package io.sparkdeepfm.column;

import io.sparkdeepfm.data.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Finding and adding columns, with errors that name the column. */
public final class Columns {
  private Columns() {}

  /**
   * An input column.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public static StructField find(StructType schema, String name) {
    return lookUp(schema, name)
        .orElseThrow(
            () ->
                Refusal.of(
                    "Column '%s' of inputCols is not there; the columns are %s.",
                    name, String.join(", ", schema.fieldNames())));
  }

  /**
   * The column that a Param names.
   *
   * @throws IllegalArgumentException if the schema has none of that name
   */
  public static StructField require(StructType schema, String param, String column) {
    return lookUp(schema, column)
        .orElseThrow(
            () ->
                Refusal.of(
                    "%s is '%s', but there is no such column; the columns are %s.",
                    param, column, String.join(", ", schema.fieldNames())));
  }

  /**
   * @throws IllegalArgumentException if the schema has a column of that name
   */
  public static void requireNew(StructType schema, String name) {
    if (lookUp(schema, name).isPresent()) {
      throw Refusal.of(
          "Output column '%s' is there already; drop it or choose another name.", name);
    }
  }

  private static Optional<StructField> lookUp(StructType schema, String name) {
    return Arrays.stream(schema.fields()).filter(field -> field.name().equals(name)).findFirst();
  }

  /** The name as Spark's column functions want it: a dot or backtick inside is part of the name. */
  public static String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }

  /** A reference to a top-level column whose name may hold dots and backticks. */
  public static Column reference(String name) {
    return functions.col(quoted(name));
  }

  /** The data with further columns behind its own. */
  public static Dataset<Row> append(Dataset<?> data, List<Column> columns) {
    Column[] all = new Column[columns.size() + 1];
    all[0] = functions.col("*");
    for (int c = 0; c < columns.size(); c++) {
      all[c + 1] = columns.get(c);
    }
    return data.select(all);
  }

  /** The schema with further fields behind its own. */
  public static StructType append(StructType schema, List<StructField> fields) {
    StructType result = schema;
    for (StructField field : fields) {
      result = result.add(field);
    }
    return result;
  }
}
