package io.sparkdeepfm.evaluation;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Says in one sentence what is wrong with a row that cannot be measured. The sentence is a column
 * and not an exception, so that the pass that measures also counts bad rows, and the driver throws.
 *
 * @param columns the user's names, for the sentences
 * @param group likewise, or null where there are no groups
 */
record RowProblems(ScoreColumns columns, String group) {
  static final String PROBLEM = "problem";

  /** Length of the row's vector of probabilities; 2 where it is null or no vector. */
  static final String LENGTH = "length";

  /** Comparisons lean on NaN being larger than any other number in Spark SQL. */
  Column column() {
    Column label = col(ScoreColumns.LABEL);
    Column probability = col(ScoreColumns.PROBABILITY);
    Column weight = col(ScoreColumns.WEIGHT);
    Column problem =
        when(
                label.isNull().or(label.notEqual(0).and(label.notEqual(1))),
                sentence(
                    columns.label(),
                    "the label ",
                    label,
                    "labels must be 0 or 1; convert the column or drop such rows."))
            .when(
                col(LENGTH).notEqual(2),
                sentence(
                    columns.probability(),
                    "a vector of length ",
                    col(LENGTH),
                    "vectors must hold two probabilities, of label 0 and of label 1."))
            .when(
                probability.isNull().or(probability.lt(0)).or(probability.gt(1)),
                sentence(
                    columns.probability(),
                    "the probability ",
                    probability,
                    "probabilities must be in [0, 1]; name a column of probabilities."))
            .when(
                weight.isNull().or(weight.lt(0)).or(weight.gt(Double.MAX_VALUE)),
                sentence(
                    columns.weight(),
                    "the row weight ",
                    weight,
                    "weights must be finite numbers of at least 0; convert the column or drop such"
                        + " rows."));
    return withGroup(problem).as(PROBLEM);
  }

  private Column withGroup(Column problem) {
    String unnamed =
        String.format(
            "Column '%s' has the group null, but every row must belong to a group; name the group"
                + " or drop such rows.",
            group);
    return group == null ? problem : problem.when(col(ScoreColumns.GROUP).isNull(), lit(unnamed));
  }

  private static Column sentence(String column, String what, Column value, String remedy) {
    return concat(
        lit(String.format("Column '%s' has %s", column, what)),
        coalesce(value.cast("string"), lit("null")),
        lit(", but " + remedy));
  }

  /**
   * @param badRows how many of the rows have a problem
   * @throws IllegalArgumentException with one of the problems, if there are any
   */
  static void requireNone(Dataset<Row> rows, long badRows) {
    if (badRows > 0) {
      throw new IllegalArgumentException(rows.agg(min(PROBLEM)).head().getString(0));
    }
  }
}
