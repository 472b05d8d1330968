package io.sparkdeepfm.scoring;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A column that scoring adds.
 *
 * @param kind of its values
 * @param field its name, type and metadata
 */
record ScoreColumn(Kind kind, StructField field) implements Serializable {
  /**
   * Values of the types Vector, Vector, Double and {@link
   * io.sparkdeepfm.model.Explainer.Explanation}.
   */
  enum Kind {
    RAW_PREDICTION,
    PROBABILITY,
    PREDICTION,
    EXPLANATION
  }

  /**
   * In the order in which Spark's own classifiers add them, then the explanation; an empty name
   * leaves one out.
   *
   * @param explainCol name of the explanation, or null
   * @param declared schema with all of them
   */
  static List<ScoreColumn> of(
      ProbabilisticClassificationModel<?, ?> model, String explainCol, StructType declared) {
    List<ScoreColumn> columns = new ArrayList<>();
    add(columns, Kind.RAW_PREDICTION, model.getRawPredictionCol(), declared);
    add(columns, Kind.PROBABILITY, model.getProbabilityCol(), declared);
    add(columns, Kind.PREDICTION, model.getPredictionCol(), declared);
    add(columns, Kind.EXPLANATION, explainCol, declared);
    return List.copyOf(columns);
  }

  private static void add(List<ScoreColumn> columns, Kind kind, String name, StructType declared) {
    if (name != null && !name.isEmpty()) {
      columns.add(new ScoreColumn(kind, declared.apply(name)));
    }
  }
}
