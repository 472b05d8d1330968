package io.sparkdeepfm.cli.input;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.sparkdeepfm.column.Columns;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * The label column, whose values may be stored as numbers, booleans or text.
 *
 * @param positive the value that means 1, the only other one then meaning 0; null for 1 or true
 *     against 0, −1 or false
 */
public record Labels(String column, String positive) {

  /** The values as they are stored. */
  public Column stored() {
    return Columns.reference(column);
  }

  /** 1, 0 or −1; NaN for what is no label; null for what is missing. */
  public Column parsed(StructType schema) {
    if (positive == null && schema.apply(column).dataType() instanceof NumericType) {
      return stored().cast("double");
    }
    Column text = trim(stored().cast("string"));
    if (positive != null) {
      return when(isPositive(text), 1.0).when(text.isNotNull(), 0.0);
    }
    return when(lower(text).equalTo("true"), 1.0)
        .when(lower(text).equalTo("false"), 0.0)
        .otherwise(coalesce(number(), when(text.isNotNull(), Double.NaN)));
  }

  private Column isPositive(Column text) {
    Column same = text.equalTo(positive.strip());
    try {
      return same.or(coalesce(number().equalTo(Double.parseDouble(positive)), lit(false)));
    } catch (NumberFormatException e) {
      return same;
    }
  }

  /** Null for a text that is no number, whatever the session says of casts. */
  private Column number() {
    return expr(String.format("try_cast(trim(string(%s)) AS double)", Columns.quoted(column)));
  }

  /** The rows, once {@link LabelledRows#check checked}, with the label as 0.0 or 1.0. */
  public Dataset<Row> asDouble(Dataset<Row> rows) {
    return rows.withColumn(column, when(parsed(rows.schema()).equalTo(1), 1.0).otherwise(0.0));
  }
}
