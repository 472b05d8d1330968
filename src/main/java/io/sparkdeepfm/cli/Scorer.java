package io.sparkdeepfm.cli;

import static org.apache.spark.ml.functions.vector_to_array;

import io.sparkdeepfm.cli.input.Task;
import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.evaluation.RegressionScores.RegressionColumns;
import io.sparkdeepfm.evaluation.ScoreColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Scores rows with a pipeline whose last stage is a predictor, and says what to measure. */
final class Scorer {
  private final PipelineModel pipeline;
  private final ModelColumns columns;

  /**
   * @throws IllegalArgumentException if the last stage is neither a classifier with probabilities
   *     nor a regression
   */
  Scorer(PipelineModel pipeline) {
    this.pipeline = pipeline;
    PipelineStage[] stages = pipeline.stages();
    PipelineStage last = stages.length == 0 ? null : stages[stages.length - 1];
    if (last instanceof ProbabilisticClassificationModel<?, ?> classifier) {
      columns = ModelColumns.of(classifier, classifier.numFeatures());
    } else if (last instanceof RegressionModel<?, ?> regression) {
      columns = ModelColumns.of(regression, regression.numFeatures());
    } else {
      throw new IllegalArgumentException(
          "The model's last stage is neither a classifier nor a regression.");
    }
    columns.check("The model's ");
  }

  /** The columns that the model reads and writes. */
  ModelColumns columns() {
    return columns;
  }

  /** What the model foretells. */
  Task task() {
    return columns.isRegression() ? Task.REGRESSION : Task.CLASSIFICATION;
  }

  /** The rows as they are, with a classifier's probability of label 1 and the prediction. */
  Dataset<Row> score(Dataset<Row> rows) {
    Dataset<Row> scored = pipeline.transform(rows);
    List<Column> kept = new ArrayList<>();
    for (String column : rows.columns()) {
      kept.add(Columns.reference(column));
    }
    if (!columns.isRegression()) {
      scored = scored.withColumn(columns.probability(), probability());
      kept.add(Columns.reference(columns.probability()));
    }
    kept.add(Columns.reference(columns.prediction()));
    return scored.select(kept.toArray(Column[]::new));
  }

  private Column probability() {
    return vector_to_array(Columns.reference(columns.probability()), "float64").getItem(1);
  }

  /** The columns of a classifier's {@link #measurable} rows that are measured. */
  ScoreColumns scoreColumns(Dataset<Row> scored, String label) {
    return new ScoreColumns(label, columns.probability(), weight(scored));
  }

  /** The same of a regression's rows. */
  RegressionColumns regressionColumns(Dataset<Row> scored, String label) {
    return new RegressionColumns(label, columns.prediction(), weight(scored));
  }

  /** The weights' column where the rows have it, else null. */
  private String weight(Dataset<Row> scored) {
    return Arrays.asList(scored.columns()).contains(columns.weight()) ? columns.weight() : null;
  }

  /**
   * Scored rows with only the columns that are measured, as doubles, and one more as it is.
   *
   * @param truth a column of further probabilities, or null
   * @param group the column to leave as it is, or null
   */
  Dataset<Row> measurable(Dataset<Row> scored, String label, String truth, String group) {
    Map<String, Column> kept = new LinkedHashMap<>();
    if (group != null) {
      kept.put(group, Columns.reference(group));
    }
    String predicted = columns.isRegression() ? columns.prediction() : columns.probability();
    Stream.of(label, predicted, weight(scored), truth)
        .filter(Objects::nonNull)
        .forEach(name -> kept.put(name, number(name)));
    return scored.select(kept.values().toArray(Column[]::new));
  }

  private static Column number(String column) {
    return Columns.reference(column).cast("double").as(column);
  }
}
