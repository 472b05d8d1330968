package io.sparkdeepfm.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.sparkdeepfm.cli.input.LabelledRows;
import io.sparkdeepfm.cli.input.Labels;
import io.sparkdeepfm.cli.input.RowSplit;
import io.sparkdeepfm.column.ColumnNames;
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
   */
  static TrainingData split(
      String source, Dataset<Row> rows, RowSplit split, List<String> columns, Labels label) {
    Dataset<Row> all = rows.withColumn(VALIDATION, split.isValidation(rows, columns));
    LabelledRows.check(source, rows, label);
    TrainingData data = checked(source, all, label);
    if (data.validation().isEmpty()) {
      throw new IllegalArgumentException(
          String.format(
              "%s: a fraction of %s leaves no rows for validation; give a larger"
                  + " --validation-fraction or an --input-validation.",
              source, split.fraction()));
    }
    return data;
  }

  /** Each from its own input; the validation input's further columns are left out. */
  static TrainingData of(
      String source, Dataset<Row> training, Dataset<Row> validation, Labels label) {
    Column[] columns =
        Arrays.stream(training.columns())
            .map(name -> col(ColumnNames.quoted(name)))
            .toArray(Column[]::new);
    Dataset<Row> all =
        training
            .withColumn(VALIDATION, lit(false))
            .union(validation.select(columns).withColumn(VALIDATION, lit(true)));
    return checked(source, all, label);
  }

  private static TrainingData checked(String source, Dataset<Row> all, Labels label) {
    LabelledRows counts =
        LabelledRows.check(source, all.filter(not(col(VALIDATION))), label).requireBothClasses();
    return new TrainingData(label.asDouble(all), counts);
  }

  Dataset<Row> training() {
    return all.filter(not(col(VALIDATION)));
  }

  Dataset<Row> validation() {
    return all.filter(col(VALIDATION));
  }
}
