package io.sparkdeepfm.python;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMRegressionModel;
import io.sparkdeepfm.TrainingSummary;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.insight.ModelInsight;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;

/** The DeepFM of a pipeline, a classifier or a regressor, and what can be asked of either. */
record Learned(
    List<Field> fields, Supplier<ModelInsight> insights, Supplier<TrainingSummary> summaries) {
  /**
   * The first DeepFM among the stages.
   *
   * @param path of the pipeline, for the message
   * @throws IllegalArgumentException if there is none
   */
  static Learned in(PipelineModel pipeline, String path) {
    for (Transformer stage : pipeline.stages()) {
      if (stage instanceof DeepFMClassificationModel model) {
        return new Learned(model.fields().fields(), () -> model.insight(pipeline), model::summary);
      }
      if (stage instanceof DeepFMRegressionModel model) {
        return new Learned(model.fields().fields(), () -> model.insight(pipeline), model::summary);
      }
    }
    throw Refusal.of("The pipeline in '%s' has no DeepFM among its stages.", path);
  }

  ModelInsight insight() {
    return insights.get();
  }

  TrainingSummary summary() {
    return summaries.get();
  }
}
