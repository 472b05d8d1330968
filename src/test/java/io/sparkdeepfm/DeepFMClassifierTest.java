package io.sparkdeepfm;

import static io.sparkdeepfm.TinyModels.byId;
import static io.sparkdeepfm.TinyModels.classifier;
import static io.sparkdeepfm.TinyModels.same;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.SharedSpark;
import io.sparkdeepfm.train.EpochMetrics;
import io.sparkdeepfm.train.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Training through the estimator: what is learned, from which rows, and what is told of it. */
@Tag("spark")
@Tag("spark4")
class DeepFMClassifierTest {
  private static Dataset<Row> train;
  private static Dataset<Row> test;

  @BeforeAll
  static void generateClicks() {
    ClickGenerator generator = ClickGenerator.interacting(3);
    train = ClickRows.next(generator, 3000);
    test = ClickRows.next(generator, 2000);
  }

  @AfterEach
  void nothingStaysPersisted() {
    assertTrue(SharedSpark.get().sparkContext().getPersistentRDDs().isEmpty());
  }

  private static double auc(Dataset<Row> scored) {
    return new BinaryClassificationEvaluator().setNumBins(0).evaluate(scored);
  }

  private static List<Double> clickProbabilities(Dataset<Row> scored) {
    return byId(scored, "probability").stream().map(cell -> ((Vector) cell).apply(1)).toList();
  }

  private static double largestDifference(
      DeepFMClassificationModel a, DeepFMClassificationModel b, Dataset<Row> data) {
    List<Double> left = clickProbabilities(a.transform(data));
    List<Double> right = clickProbabilities(b.transform(data));
    double largest = 0;
    for (int i = 0; i < left.size(); i++) {
      largest = Math.max(largest, Math.abs(left.get(i) - right.get(i)));
    }
    return largest;
  }

  @Test
  void interactionsAreLearnedUpToTheBestPossible() {
    DeepFMClassificationModel model = classifier().setNumEpochs(8).fit(train);
    double best =
        auc(
            test.withColumn(
                "rawPrediction", col("truth"))); // no model can know more than the truth
    double learned = auc(model.transform(test));
    assertTrue(learned > best - 0.07, learned + " of " + best);
    assertTrue(learned > 0.65, "" + learned);
    double[] losses = model.summary().objectiveHistory();
    assertTrue(losses[7] < losses[0] - 0.02, losses[0] + " to " + losses[7]);
  }

  @Test
  void theSameSeedGivesTheSameModelBitForBit() {
    DeepFMClassifier classifier = classifier().setDropoutRate(0.2).setSeed(5);
    DeepFMClassificationModel first = classifier.fit(train);
    assertTrue(same(first, classifier.fit(train)));
    assertTrue(same(first, classifier.copy(ParamMap.empty()).fit(train)));
    assertFalse(same(first, classifier.setSeed(6).fit(train)));
  }

  @Test
  void severalWorkersAndThreadsAreReproducibleToo() {
    DeepFMClassifier classifier = classifier().setNumWorkers(2).setThreadsPerWorker(2);
    assertTrue(same(classifier.fit(train), classifier.fit(train)));
  }

  @Test
  void theSummaryTellsHowTheTrainingWent() {
    DeepFMClassificationModel model =
        classifier().setNumWorkers(2).setAveragingFrequency(5).fit(train);
    TrainingSummary summary = model.summary();
    assertTrue(model.hasSummary());
    assertEquals(3000, summary.examples());
    assertEquals(train.where("label = 1").count(), summary.positives());
    assertEquals(0, summary.validationExamples());
    assertEquals(2, summary.numWorkers());
    assertEquals(1, summary.threadsPerWorker());
    assertEquals(2, summary.history().size());
    EpochMetrics last = summary.lastEpoch();
    assertEquals(2, last.epoch());
    assertEquals(last.loss(), summary.objectiveHistory()[1]);
    assertTrue(Double.isNaN(last.validationAuc()) && Double.isNaN(last.validationLogLoss()));
    assertEquals(5, last.rounds()); // of 5 steps of 64 examples, 1500 for each worker
    assertTrue(last.bytesPerRound() > 0);
    assertTrue(last.seconds() > 0 && summary.seconds() > last.seconds());
    assertTrue(summary.examplesPerSecond() > 0);
    assertEquals(1, classifier().fit(train).summary().lastEpoch().rounds());
  }

  @Test
  void progressIsTold() {
    List<String> heard = new ArrayList<>();
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void trainingStarted(int numEpochs, long examples) {
            heard.add("start " + numEpochs + " " + examples);
          }

          @Override
          public void examplesDone(int epoch, long examplesDone) {
            heard.add(epoch + ": " + examplesDone);
          }

          @Override
          public void epochDone(EpochMetrics metrics) {
            heard.add("end " + metrics.epoch());
          }
        };
    classifier().setProgressListener(listener).fit(train);
    assertEquals(List.of("start 2 3000", "1: 3000", "end 1", "2: 3000", "end 2"), heard);
  }

  @Test
  void validationMetricsAreThoseOfSparksEvaluators() {
    Dataset<Row> data =
        train
            .withColumn("w", expr("1 + id % 3"))
            .withColumn(
                "isValidation",
                expr(
                    "CASE WHEN id % 4 = 0 THEN true WHEN id % 4 = 1 THEN"
                        + " false ELSE NULL END"));
    DeepFMClassificationModel model =
        classifier()
            .setNumWorkers(2)
            .setWeightCol("w")
            .setValidationIndicatorCol("isValidation")
            .fit(data);
    Dataset<Row> scored = model.transform(data.where("isValidation"));
    EpochMetrics last = model.summary().lastEpoch();
    assertEquals(750, model.summary().validationExamples());
    assertEquals(2250, model.summary().examples());
    assertEquals(
        new BinaryClassificationEvaluator().setNumBins(0).setWeightCol("w").evaluate(scored),
        last.validationAuc(),
        1e-6);
    assertEquals(
        new MulticlassClassificationEvaluator()
            .setMetricName("logLoss")
            .setWeightCol("w")
            .evaluate(scored),
        last.validationLogLoss(),
        1e-6);
  }

  @Test
  void validationRowsDoNotInfluenceWhatIsLearned() {
    DeepFMClassifier classifier =
        classifier()
            .setValidationIndicatorCol("isValidation")
            .setNumEpochs(1); // which epoch is best is all that they decide
    Dataset<Row> data = train.withColumn("isValidation", expr("id % 4 = 0"));
    Dataset<Row> flipped = data.withColumn("label", expr("IF(isValidation, 1 - label, label)"));
    DeepFMClassificationModel model = classifier.fit(data);
    assertTrue(same(model, classifier.fit(flipped)));
    DeepFMClassifier without = classifier().setNumEpochs(1);
    assertTrue(same(model, without.fit(data.where("NOT isValidation"))));
    assertFalse(same(model, without.fit(data)));
  }

  private static DeepFMClassifier fullBatch() {
    return classifier().setBatchSize(1000).setNumEpochs(12).setLearningRate(0.05);
  }

  @Test
  void rowsOfWeight0HaveNoInfluence() {
    Dataset<Row> data = train.limit(600).withColumn("w", expr("IF(id % 3 = 0, 0, 2)"));
    DeepFMClassificationModel weighted = fullBatch().setWeightCol("w").fit(data);
    DeepFMClassificationModel without = fullBatch().fit(data.where("w > 0"));
    assertEquals(0, largestDifference(weighted, without, data), 2e-3);
    assertTrue(largestDifference(weighted, fullBatch().fit(data), data) > 0.02);
  }

  @Test
  void wholeWeightsAreRepetitions() {
    Dataset<Row> data = train.limit(300).withColumn("w", expr("1 + INT(label) * 2"));
    Dataset<Row> repeated = data.withColumn("copy", expr("EXPLODE(SEQUENCE(1, w))")).drop("copy");
    assertTrue(repeated.count() > 300);
    DeepFMClassificationModel weighted = fullBatch().setWeightCol("w").fit(data);
    DeepFMClassificationModel repeating = fullBatch().fit(repeated);
    assertEquals(0, largestDifference(weighted, repeating, data), 2e-3);
    assertTrue(largestDifference(weighted, fullBatch().fit(data), data) > 0.02);
    assertEquals(
        weighted.summary().lastEpoch().loss(), repeating.summary().lastEpoch().loss(), 1e-3);
  }

  @Test
  void anEmptyWeightColumnNameIsNone() {
    assertTrue(
        same(
            classifier().fit(train),
            classifier().setWeightCol("").setValidationIndicatorCol("").fit(train)));
  }

  @Test
  void labelsOfAnyNumericTypeAreRead() {
    DeepFMClassificationModel model = classifier().fit(train);
    for (String type : List.of("int", "decimal(3,1)", "float", "tinyint")) {
      Dataset<Row> cast = train.withColumn("label", col("label").cast(type));
      assertTrue(same(model, classifier().fit(cast)), type);
    }
  }

  @Test
  void columnNamesMayHoldDots() {
    assumeTrue(
        SharedSpark.get().version().startsWith("3."),
        "Spark 4 takes dots for struct fields itself");
    Dataset<Row> dotted =
        train
            .withColumnRenamed("features", "f.x")
            .withColumnRenamed("label", "l.x")
            .withColumn("w.x", lit(1))
            .withColumn("v.x", expr("id % 4 = 0"));
    DeepFMClassificationModel model =
        classifier()
            .setFeaturesCol("f.x")
            .setLabelCol("l.x")
            .setWeightCol("w.x")
            .setValidationIndicatorCol("v.x")
            .setNumEpochs(1)
            .fit(dotted);
    assertTrue(same(model, classifier().setNumEpochs(1).fit(train.where("id % 4 != 0"))));
    assertEquals(3000, model.transform(dotted).where("prediction >= 0").count());
  }

  @Test
  void aDivergingTrainingSaysSo() {
    Exception error =
        assertThrows(
            IllegalStateException.class,
            () -> classifier().setOptimizer("adagrad").setLearningRate(1e30).fit(train));
    assertTrue(error.getMessage().contains("use a smaller learningRate"), error.getMessage());
  }
}
