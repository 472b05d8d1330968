package io.sparkdeepfm.cli;

import static org.apache.spark.ml.functions.vector_to_array;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.evaluation.ScoreColumns;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
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
      columns[c] = Columns.reference(rows.columns()[c]);
    }
    columns[width] = Columns.reference(classifier.getProbabilityCol());
    columns[width + 1] = Columns.reference(classifier.getPredictionCol());
    return columns;
  }

  private Column probability() {
    return vector_to_array(Columns.reference(classifier.getProbabilityCol()), "float64").getItem(1);
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
      columns.put(group, Columns.reference(group));
    }
    Stream.of(label, measured.probability(), measured.weight(), truth)
        .filter(Objects::nonNull)
        .forEach(name -> columns.put(name, number(name)));
    return scored.select(columns.values().toArray(Column[]::new));
  }

  private static Column number(String column) {
    return Columns.reference(column).cast("double").as(column);
  }
}
