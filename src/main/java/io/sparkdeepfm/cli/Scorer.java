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
  private final ModelColumns columns;

  /**
   * @throws IllegalArgumentException if the last stage is no classifier with probabilities
   */
  Scorer(PipelineModel pipeline) {
    this.pipeline = pipeline;
    PipelineStage[] stages = pipeline.stages();
    if (stages.length == 0
        || !(stages[stages.length - 1]
            instanceof ProbabilisticClassificationModel<?, ?> classifier)) {
      throw new IllegalArgumentException("The model's last stage is not a classifier.");
    }
    columns = ModelColumns.of(classifier, classifier.numFeatures());
    columns.check("The model's ");
  }

  /** The columns that the classifier reads and writes. */
  ModelColumns columns() {
    return columns;
  }

  /** The rows as they are, with the probability of label 1 and the prediction as doubles. */
  Dataset<Row> score(Dataset<Row> rows) {
    return pipeline
        .transform(rows)
        .withColumn(columns.probability(), probability())
        .select(scored(rows));
  }

  private Column[] scored(Dataset<Row> rows) {
    int width = rows.columns().length;
    Column[] scored = new Column[width + 2];
    for (int c = 0; c < width; c++) {
      scored[c] = Columns.reference(rows.columns()[c]);
    }
    scored[width] = Columns.reference(columns.probability());
    scored[width + 1] = Columns.reference(columns.prediction());
    return scored;
  }

  private Column probability() {
    return vector_to_array(Columns.reference(columns.probability()), "float64").getItem(1);
  }

  /** The columns of {@link #measurable} rows that are measured. */
  ScoreColumns scoreColumns(Dataset<Row> scored, String label) {
    boolean weighted = Arrays.asList(scored.columns()).contains(columns.weight());
    return new ScoreColumns(label, columns.probability(), weighted ? columns.weight() : null);
  }

  /**
   * Scored rows with only the columns that are measured, as doubles, and one more as it is.
   *
   * @param truth a column of further probabilities, or null
   * @param group the column to leave as it is, or null
   */
  Dataset<Row> measurable(Dataset<Row> scored, String label, String truth, String group) {
    ScoreColumns measured = scoreColumns(scored, label);
    Map<String, Column> kept = new LinkedHashMap<>();
    if (group != null) {
      kept.put(group, Columns.reference(group));
    }
    Stream.of(label, measured.probability(), measured.weight(), truth)
        .filter(Objects::nonNull)
        .forEach(name -> kept.put(name, number(name)));
    return scored.select(kept.values().toArray(Column[]::new));
  }

  private static Column number(String column) {
    return Columns.reference(column).cast("double").as(column);
  }
}
