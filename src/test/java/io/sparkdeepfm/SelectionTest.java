package io.sparkdeepfm;

import static io.sparkdeepfm.TinyModels.classifier;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classifier among Spark's own pipelines, searches, evaluators and classifiers. */
@Tag("spark")
class SelectionTest {
  private static Dataset<Row> clicks;

  private final DeepFMClassifier classifier = classifier().setNumEpochs(1);

  /** Of the two rates only the second learns anything in one epoch. */
  private final ParamMap[] grid =
      new ParamGridBuilder().addGrid(classifier.learningRate(), new double[] {1e-7, 0.02}).build();

  @BeforeAll
  static void generateClicks() {
    clicks = ClickRows.next(ClickGenerator.linear(5), 1200);
  }

  @AfterEach
  void nothingStaysPersisted() {
    assertTrue(SharedSpark.get().sparkContext().getPersistentRDDs().isEmpty());
  }

  @Test
  void crossValidationFindsTheRateThatLearns(@TempDir Path folder) throws Exception {
    CrossValidator validator =
        new CrossValidator()
            .setEstimator(new Pipeline().setStages(new PipelineStage[] {classifier}))
            .setEstimatorParamMaps(grid)
            .setEvaluator(new BinaryClassificationEvaluator())
            .setNumFolds(2)
            .setParallelism(2)
            .setSeed(1);
    CrossValidatorModel found = validator.fit(clicks);
    assertTrue(found.avgMetrics()[1] > found.avgMetrics()[0] + 0.05);
    DeepFMClassificationModel best =
        (DeepFMClassificationModel) ((PipelineModel) found.bestModel()).stages()[0];
    assertEquals(0.02, best.getLearningRate());
    assertEquals(classifier.uid(), best.uid());
    assertEquals(classifier.uid(), best.parent().uid());
    assertArrayEquals(
        found.avgMetrics(), validator.setParallelism(1).fit(clicks).avgMetrics(), 1e-9);
    String path = folder.resolve("found").toString();
    found.write().save(path);
    Dataset<Row> loaded = CrossValidatorModel.load(path).transform(clicks);
    assertEquals(
        TinyModels.byId(found.transform(clicks), "rawPrediction"),
        TinyModels.byId(loaded, "rawPrediction"));
  }

  @Test
  void aSplitFindsTheRateThatLearns() {
    TrainValidationSplitModel found =
        new TrainValidationSplit()
            .setEstimator(classifier)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("logLoss"))
            .setTrainRatio(0.7)
            .setParallelism(2)
            .setSeed(1)
            .fit(clicks);
    assertTrue(found.validationMetrics()[1] < found.validationMetrics()[0]);
    assertEquals(0.02, ((DeepFMClassificationModel) found.bestModel()).getLearningRate());
  }

  @Test
  void sparksEvaluatorsReadTheOutput() {
    Dataset<Row> scored = classifier.setNumEpochs(3).fit(clicks).transform(clicks);
    double accuracy =
        new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(scored);
    double majority = clicks.where("label = 0").count() / (double) clicks.count();
    assertTrue(accuracy > majority, accuracy + " against " + majority);
    assertTrue(new BinaryClassificationEvaluator().evaluate(scored) > 0.7);
  }

  @Test
  void mllibClassifiersTrainOnTheSameColumn() {
    double logistic =
        new BinaryClassificationEvaluator()
            .evaluate(new LogisticRegression().setMaxIter(20).fit(clicks).transform(clicks));
    assertTrue(logistic > 0.7, "" + logistic);
  }

  @Test
  void onGridAndFitAreTheSame() {
    DeepFMClassificationModel direct = classifier.copy(grid[1]).fit(clicks);
    assertTrue(TinyModels.same(direct, classifier.fit(clicks, grid[1])));
    assertNotEquals(direct.getLearningRate(), classifier.getLearningRate());
  }
}
