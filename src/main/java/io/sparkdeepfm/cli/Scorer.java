package io.sparkdeepfm.cli;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.col;

import io.sparkdeepfm.cli.TrainingInputs.TrainingData;
import io.sparkdeepfm.column.ColumnNames;
import io.sparkdeepfm.evaluation.ScoreColumns;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Scores rows with a pipeline whose last stage is a classifier, and measures the scores. */
final class Scorer {
  private final PipelineModel pipeline;
  private final ProbabilisticClassificationModel<?, ?> classifier;

  /**
   * @throws IllegalArgumentException if the last stage is no classifier with probabilities
   */
  Scorer(PipelineModel pipeline) {
    this.pipeline = pipeline;
    PipelineStage[] stages = pipeline.stages();
    if (stages.length == 0
        || !(stages[stages.length - 1] instanceof ProbabilisticClassificationModel<?, ?> last)) {
      throw new IllegalArgumentException("The model's last stage is not a classifier.");
    }
    classifier = last;
    OutputNames.of(classifier).check("The model's ");
  }

  /** Length of the features vectors. */
  int numFeatures() {
    return classifier.numFeatures();
  }

  /** Columns that scoring adds, other than those of the stages before the classifier. */
  String[] outputs() {
    return new String[] {
      classifier.getRawPredictionCol(),
      classifier.getProbabilityCol(),
      classifier.getPredictionCol()
    };
  }

  /** The rows as they are, with the probability of label 1 and the prediction as doubles. */
  Dataset<Row> score(Dataset<Row> rows) {
    return pipeline
        .transform(rows)
        .withColumn(classifier.getProbabilityCol(), probability())
        .select(columns(rows));
  }

  private Column[] columns(Dataset<Row> rows) {
    int width = rows.columns().length;
    Column[] columns = new Column[width + 2];
    for (int c = 0; c < width; c++) {
      columns[c] = col(ColumnNames.quoted(rows.columns()[c]));
    }
    columns[width] = col(ColumnNames.quoted(classifier.getProbabilityCol()));
    columns[width + 1] = col(ColumnNames.quoted(classifier.getPredictionCol()));
    return columns;
  }

  private Column probability() {
    return vector_to_array(col(ColumnNames.quoted(classifier.getProbabilityCol())), "float64")
        .getItem(1);
  }

  /** The column of row weights, or null where the model has none. */
  String weightColumn() {
    return classifier.hasParam("weightCol")
            && classifier.isDefined(classifier.getParam("weightCol"))
            && !weightName().isEmpty()
        ? weightName()
        : null;
  }

  private String weightName() {
    return (String) classifier.getOrDefault(classifier.getParam("weightCol"));
  }

  /** The columns of {@link #measurable} rows that are measured. */
  ScoreColumns scoreColumns(Dataset<Row> scored, String label) {
    boolean weighted =
        weightColumn() != null && Arrays.asList(scored.columns()).contains(weightColumn());
    return new ScoreColumns(
        label, classifier.getProbabilityCol(), weighted ? weightColumn() : null);
  }

  /**
   * Scored rows with only the columns that are measured, as doubles, and one more as it is.
   *
   * @param truth a column of further probabilities, or null
   * @param group the column to leave as it is, or null
   */
  Dataset<Row> measurable(Dataset<Row> scored, String label, String truth, String group) {
    ScoreColumns measured = scoreColumns(scored, label);
    Map<String, Column> columns = new LinkedHashMap<>();
    if (group != null) {
      columns.put(group, col(ColumnNames.quoted(group)));
    }
    Stream.of(label, measured.probability(), measured.weight(), truth)
        .filter(Objects::nonNull)
        .forEach(name -> columns.put(name, number(name)));
    return scored.select(columns.values().toArray(Column[]::new));
  }

  private static Column number(String column) {
    return col(ColumnNames.quoted(column)).cast("double").as(column);
  }

  /** The columns that a classifier writes, which the commands need under names that differ. */
  record OutputNames(String rawPrediction, String probability, String prediction) {

    static OutputNames of(Params classifier) {
      return new OutputNames(
          name(classifier, "rawPredictionCol"),
          name(classifier, "probabilityCol"),
          name(classifier, "predictionCol"));
    }

    private static String name(Params classifier, String param) {
      return (String) classifier.getOrDefault(classifier.getParam(param));
    }

    /**
     * @param subject words before a Param's name, for messages
     * @throws IllegalArgumentException if probability or prediction is switched off, or two names
     *     are the same but for case
     */
    void check(String subject) {
      requireName(subject, "probabilityCol", probability);
      requireName(subject, "predictionCol", prediction);
      requireDifferent(subject, "predictionCol", prediction, "probabilityCol", probability);
      requireDifferent(subject, "rawPredictionCol", rawPrediction, "probabilityCol", probability);
      requireDifferent(subject, "rawPredictionCol", rawPrediction, "predictionCol", prediction);
      for (String reserved : List.of(FeatureStages.FEATURES, TrainingData.VALIDATION)) {
        requireDifferent(subject, "probabilityCol", probability, "column", reserved);
        requireDifferent(subject, "predictionCol", prediction, "column", reserved);
        requireDifferent(subject, "rawPredictionCol", rawPrediction, "column", reserved);
      }
    }

    private static void requireName(String subject, String param, String name) {
      if (name.isBlank()) {
        throw new IllegalArgumentException(
            String.format(
                "%s%s is empty, but the commands need that column; give it a name.",
                subject, param));
      }
    }

    private static void requireDifferent(
        String subject, String param, String name, String other, String otherName) {
      if (name.equalsIgnoreCase(otherName)) {
        throw new IllegalArgumentException(
            String.format(
                "%s%s is '%s', but %s '%s' has that name already, in which case makes no difference;"
                    + " choose another.",
                subject, param, name, other, otherName));
      }
    }
  }
}
