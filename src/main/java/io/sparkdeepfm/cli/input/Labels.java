package io.sparkdeepfm.cli.input;

import static org.apache.spark.sql.functions.col;

import io.sparkdeepfm.column.ColumnNames;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The label column, whose values may be stored as numbers of any type or as booleans. */
public final class Labels {
  private Labels() {}

  /**
   * The rows with the label as 0.0 or 1.0.
   *
   * @param label null where the rows have none
   */
  public static Dataset<Row> asDouble(Dataset<Row> rows, String label) {
    return label == null
        ? rows
        : rows.withColumn(label, col(ColumnNames.quoted(label)).cast("double"));
  }
}
