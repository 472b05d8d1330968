package io.sparkdeepfm.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.sparkdeepfm.cli.input.LabelledRows;
import io.sparkdeepfm.cli.input.Labels;
import io.sparkdeepfm.cli.input.RowSplit;
import io.sparkdeepfm.column.Columns;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The rows of a training: those to learn from and those to validate on, told apart by the boolean
 * column {@link #VALIDATION}.
 *
 * @param trainingCounts of the rows to learn from
 */
record TrainingData(Dataset<Row> all, LabelledRows trainingCounts) {
  static final String VALIDATION = "isValidation";

  /**
   * Both from one input.
   *
   * @param columns that the model reads
   * @throws IllegalArgumentException if a side has too few rows or labels
   */
  static TrainingData split(
      String source, Dataset<Row> rows, RowSplit split, List<String> columns, Labels label) {
    Dataset<Row> all = rows.withColumn(VALIDATION, split.isValidation(rows, columns));
    LabelledRows whole = LabelledRows.check(source, rows, label).requireBothClasses();
    Dataset<Row> validation = all.filter(col(VALIDATION));
    if (validation.isEmpty()) {
      throw tooFew(source, split, "no rows for validation");
    }
    LabelledRows apart = LabelledRows.check(source, validation, label);
    if (apart.rows() == whole.rows()) {
      throw tooFew(source, split, "no rows to train on");
    }
    if (!apart.hasBothClasses()) {
      String left =
          String.format(
              "only rows with label %d for validation, which needs both labels",
              apart.positives() > 0 ? 1 : 0);
      throw tooFew(source, split, left);
    }
    return new TrainingData(label.asDouble(all), whole.without(apart).requireBothClasses());
  }

  private static IllegalArgumentException tooFew(String source, RowSplit split, String left) {
    return new IllegalArgumentException(
        String.format(
            "%s: a fraction of %s leaves %s; give another --validation-fraction or --split-seed, or"
                + " an --input-validation.",
            source, split.fraction(), left));
  }

  /** Each from its own input; the validation input's further columns are left out. */
  static TrainingData of(
      String source, Dataset<Row> training, Dataset<Row> validation, Labels label) {
    Column[] columns =
        Arrays.stream(training.columns())
            .map(name -> Columns.reference(name))
            .toArray(Column[]::new);
    Dataset<Row> all =
        training
            .withColumn(VALIDATION, lit(false))
            .union(validation.select(columns).withColumn(VALIDATION, lit(true)));
    LabelledRows counts = LabelledRows.check(source, training, label).requireBothClasses();
    return new TrainingData(label.asDouble(all), counts);
  }

  Dataset<Row> training() {
    return all.filter(not(col(VALIDATION)));
  }

  Dataset<Row> validation() {
    return all.filter(col(VALIDATION));
  }
}
