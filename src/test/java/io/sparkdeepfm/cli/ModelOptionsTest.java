package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How commands have a saved model score otherwise than it was saved. */
@Tag("spark")
class ModelOptionsTest {
  private static PipelineModel fitted(PipelineStage stage) {
    return new Pipeline()
        .setStages(new PipelineStage[] {stage})
        .fit(ClickRows.next(ClickGenerator.linear(3), 200));
  }

  /** As saved with scoringEngine cuda; fitted without it, for an estimator asks for the GPU. */
  private static PipelineModel model() {
    PipelineModel pipeline =
        fitted(new DeepFMClassifier().setHiddenUnits().setEmbeddingDim(2).setNumEpochs(1));
    ((DeepFMClassificationModel) pipeline.stages()[0]).setScoringEngine("cuda");
    return pipeline;
  }

  private static ModelOptions options(String... assignments) {
    ModelOptions options = new ModelOptions();
    options.assignments = List.of(assignments);
    return options;
  }

  private static String refusal(PipelineModel pipeline, String... assignments) {
    ModelOptions options = options(assignments);
    return assertThrows(IllegalArgumentException.class, () -> options.applyTo(pipeline))
        .getMessage();
  }

  @Test
  void aModelThatWasSavedForAGpuScoresOnAProcessorWhereToldSo() {
    PipelineModel pipeline = model();
    DeepFMClassificationModel model = (DeepFMClassificationModel) pipeline.stages()[0];
    options().applyTo(pipeline);
    assertEquals("cuda", model.getScoringEngine());
    options("scoringEngine=cpu", "matmulPrecision=bfloat16").applyTo(pipeline);
    assertEquals("cpu", model.getScoringEngine());
    assertEquals("bfloat16", model.getMatmulPrecision());
  }

  @Test
  void aGpuForAModelThatScoresOnAProcessorIsRefused() {
    assertEquals(
        "--set cudaDevice is for scoringEngine 'cuda', but the model's is 'cpu'; add --set"
            + " scoringEngine=cuda, or leave it out.",
        refusal(model(), "scoringEngine=cpu", "cudaDevice=1"));
  }

  @Test
  void whatDoesNotSayHowAModelScoresIsRefused() {
    PipelineModel pipeline = model();
    assertEquals(
        "--set predictionCol: there is no such parameter; there are cudaDevice, matmulPrecision,"
            + " scoringEngine.",
        refusal(pipeline, "predictionCol=p"));
    assertEquals(
        "--set scoringEngine=tpu is for models of this library, but the last stage is a"
            + " LogisticRegressionModel; leave it out.",
        refusal(fitted(new LogisticRegression().setMaxIter(1)), "scoringEngine=tpu"));
  }
}
