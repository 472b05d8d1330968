package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.input.Columns;
import io.sparkdeepfm.cli.input.FieldSpec;
import io.sparkdeepfm.cli.input.InputOptions;
import io.sparkdeepfm.cli.input.Inputs;
import io.sparkdeepfm.cli.input.LabelledRows;
import io.sparkdeepfm.cli.input.Labels;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Reads the inputs of a training, all checked in the same way. */
final class TrainingInputs {
  private final Inputs inputs;
  private final List<FieldSpec> fields;
  private final ModelTrainer trainer;
  private final Labels labels;
  private final String trueProbability;

  /**
   * @param trueProbability column, or null
   */
  TrainingInputs(
      SparkSession spark,
      InputOptions options,
      List<FieldSpec> fields,
      ModelTrainer trainer,
      Labels labels,
      String trueProbability) {
    this.fields = fields;
    this.trainer = trainer;
    this.labels = labels;
    this.trueProbability = trueProbability;
    List<String> numeric = new ArrayList<>();
    if (trainer.weightColumn() != null) {
      numeric.add(trainer.weightColumn());
    }
    if (trueProbability != null) {
      numeric.add(trueProbability);
    }
    inputs =
        new Inputs(
            spark, options, fields, List.of(labels.column()), numeric, trainer.numFeatures());
  }

  /** How messages name an input. */
  static String source(String path) {
    return String.format("Input '%s'", path);
  }

  /**
   * @throws IllegalArgumentException if a column is missing, of a wrong type or in the way
   */
  Dataset<Row> read(String path) {
    Dataset<Row> rows = inputs.read(path);
    Columns columns = new Columns(path, rows.schema());
    columns.requireFields(fields);
    columns.requireLabel(labels.column());
    if (trainer.weightColumn() != null) {
      columns.requireNumeric("--set weightCol", trainer.weightColumn());
    }
    if (trueProbability != null) {
      columns.requireNumeric("--true-probability", trueProbability);
    }
    columns.requireFree(trainer.outputs());
    columns.requireFree(List.of(TrainingData.VALIDATION));
    if (!fields.isEmpty()) {
      columns.requireFree(new FeatureStages(fields, rows.schema()).outputs());
    }
    return rows;
  }

  /** The same, and every label is 0 or 1. */
  Dataset<Row> readChecked(String path) {
    Dataset<Row> rows = read(path);
    LabelledRows.check(source(path), rows, labels);
    return labels.asDouble(rows);
  }

  /** The same, and there are rows of both labels. */
  Dataset<Row> readValidation(String path) {
    Dataset<Row> rows = read(path);
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
}
