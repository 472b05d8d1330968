package io.sparkdeepfm.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import io.sparkdeepfm.cli.input.Columns;
import io.sparkdeepfm.cli.input.FieldSpec;
import io.sparkdeepfm.cli.input.InputOptions;
import io.sparkdeepfm.cli.input.Inputs;
import io.sparkdeepfm.cli.input.Labels;
import io.sparkdeepfm.cli.input.Labels.LabelledRows;
import io.sparkdeepfm.cli.input.RowSplit;
import io.sparkdeepfm.data.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Reads the inputs of a command, all checked in the same way. */
final class CheckedInputs {
  private final Inputs inputs;
  private final List<FieldSpec> fields;
  private final ModelColumns model;
  private final Labels labels;
  private final String truth;

  /**
   * @param fields of the model
   * @param labels null where they are not wanted
   * @param truth column of true probabilities, or null
   * @param group column of groups, or null
   */
  CheckedInputs(
      SparkSession spark,
      InputOptions options,
      List<FieldSpec> fields,
      ModelColumns model,
      Labels labels,
      String truth,
      String group) {
    this.fields = fields;
    this.model = model;
    this.labels = labels;
    this.truth = truth;
    String label = labels == null ? null : labels.column();
    List<String> named = Stream.of(label, group).filter(Objects::nonNull).toList();
    List<String> numeric = Stream.of(model.weight(), truth).filter(Objects::nonNull).toList();
    inputs = new Inputs(spark, options, fields, named, numeric, model.numFeatures());
  }

  /** How messages name an input. */
  static String source(String path) {
    return String.format("Input '%s'", path);
  }

  /**
   * The rows, with the label as it is stored.
   *
   * @throws IllegalArgumentException if a column is missing, of a wrong type or in the way
   */
  Dataset<Row> read(String path) {
    Dataset<Row> rows = inputs.read(path);
    Columns columns = new Columns(path, rows.schema());
    columns.requireFields(fields);
    if (labels != null) {
      columns.requireLabel(labels.column());
    }
    if (truth != null) {
      columns.requireNumeric("--true-probability", truth);
    }
    columns.requireFree(model.outputs());
    if (!fields.isEmpty()) {
      columns.requireFree(new FeatureStages(fields, rows.schema()).outputs());
    }
    return rows;
  }

  /** The same for rows of a training, whose weights have to be there. */
  Dataset<Row> readForTraining(String path) {
    Dataset<Row> rows = read(path);
    Columns columns = new Columns(path, rows.schema());
    if (model.weight() != null) {
      columns.requireNumeric("--set weightCol", model.weight());
    }
    columns.requireFree(List.of(TrainingData.VALIDATION));
    return rows;
  }

  /** The same, and every label is 0 or 1. */
  Dataset<Row> readChecked(String path) {
    Dataset<Row> rows = readForTraining(path);
    LabelledRows.check(source(path), rows, labels);
    return labels.asDouble(rows);
  }

  /** The same, and there are rows of both labels. */
  Dataset<Row> readValidation(String path) {
    Dataset<Row> rows = readForTraining(path);
    LabelledRows.check(source(path), rows, labels).requireBothClasses();
    return labels.asDouble(rows);
  }

  /** The columns that the model reads. */
  List<String> columns() {
    return fields.isEmpty()
        ? List.of(FeatureStages.FEATURES)
        : fields.stream().map(FieldSpec::column).toList();
  }

  /** What makes the features column; nothing where the input has one. */
  List<PipelineStage> stages(StructType schema) {
    return fields.isEmpty() ? List.of() : new FeatureStages(fields, schema).stages();
  }

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
      LabelledRows.Parts parts = LabelledRows.checkParts(source, all, label, col(VALIDATION));
      LabelledRows whole = parts.whole().requireBothClasses();
      LabelledRows apart = parts.part();
      if (apart.rows() == 0) {
        throw tooFew(source, split, "no rows for validation");
      }
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
      return Refusal.of(
          "%s: a fraction of %s leaves %s; give another --validation-fraction or --split-seed, or"
              + " an --input-validation.",
          source, split.fraction(), left);
    }

    /** Each from its own input; the validation input's further columns are left out. */
    static TrainingData of(
        String source, Dataset<Row> training, Dataset<Row> validation, Labels label) {
      Column[] columns =
          Arrays.stream(training.columns())
              .map(name -> io.sparkdeepfm.column.Columns.reference(name))
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
}
