package io.sparkdeepfm.cli.input;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.sparkdeepfm.column.ColumnNames;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Counts of some labelled rows, found in one pass before any long job.
 *
 * @param source how messages name the rows, e.g. "Input 'a.csv'"
 */
public record LabelledRows(String source, long rows, long positives) {

  /**
   * @param label a numeric column
   * @throws IllegalArgumentException if there are no rows, or a label is null or neither 0 nor 1
   */
  public static LabelledRows check(String source, Dataset<Row> rows, String label) {
    Column value = col(ColumnNames.quoted(label));
    Column isWrong = value.notEqual(0).and(value.notEqual(1));
    Row counts =
        rows.agg(
                count(lit(1)),
                count(value),
                sum(when(isWrong, 1L).otherwise(0L)),
                max(when(isWrong, value)),
                sum(when(value.equalTo(1), 1L).otherwise(0L)))
            .head();
    long total = counts.getLong(0);
    if (total == 0) {
      throw new IllegalArgumentException(String.format("%s has no rows.", source));
    }
    long missing = total - counts.getLong(1);
    if (missing > 0) {
      throw new IllegalArgumentException(
          String.format(
              "%s: label column '%s' is null in %d of %d rows, but must be 0 or 1.",
              source, label, missing, total));
    }
    if (counts.getLong(2) > 0) {
      throw new IllegalArgumentException(
          String.format(
              "%s: label column '%s' is neither 0 nor 1 in %d of %d rows, for example %s.",
              source, label, counts.getLong(2), total, counts.get(3)));
    }
    return new LabelledRows(source, total, counts.getLong(4));
  }

  /**
   * @throws IllegalArgumentException if all labels are the same
   */
  public LabelledRows requireBothClasses() {
    if (positives == 0 || positives == rows) {
      throw new IllegalArgumentException(
          String.format(
              "%s: the label is %d in all %d rows, but training needs both 0 and 1.",
              source, positives == 0 ? 0 : 1, rows));
    }
    return this;
  }
}
