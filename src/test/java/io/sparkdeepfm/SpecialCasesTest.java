package io.sparkdeepfm;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.evaluation.LogLossEvaluator;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Logistic regression and the factorization machine as special cases, against MLlib's own. */
@Tag("spark")
class SpecialCasesTest {
  private static final int ROWS = 4000;
  private static final int[] FIELD_SIZES = {1, 40, 4, 25, 25};

  private static Dataset<Row> clicks;

  /** MLlib's factorization machine fails on zeros that are stored. */
  private static Column withoutMetadata(Column features) {
    UDF1<Vector, Vector> drop = vector -> vector.toDense().toSparse();
    return functions.udf(drop, SQLDataTypes.VectorType()).apply(features);
  }

  /** Without field metadata, so that no two fields share weights, which MLlib cannot do. */
  @BeforeAll
  static void generateClicks() {
    clicks =
        ClickRows.next(ClickGenerator.interacting(3), ROWS)
            .select(col("label"), withoutMetadata(col("features")).as("features"))
            .repartition(2)
            .persist(StorageLevel.MEMORY_ONLY());
    assertEquals((long) ROWS, clicks.count());
  }

  @AfterAll
  static void forgetClicks() {
    clicks.unpersist(true);
  }

  private static double logLoss(Dataset<Row> scored) {
    return new LogLossEvaluator().evaluate(scored);
  }

  /** Whole-data steps with a learning rate that falls to nothing: gradient descent to the end. */
  private static DeepFMClassifier shallow() {
    return new DeepFMClassifier()
        .setFieldSizes(FIELD_SIZES)
        .setHiddenUnits()
        .setBatchSize(ROWS)
        .setLearningRateSchedule("cosine")
        .setNumWorkers(1)
        .setThreadsPerWorker(2);
  }

  @Test
  void withoutSecondOrderAndDeepPartItIsMLlibsLogisticRegression() {
    double expected =
        logLoss(
            new LogisticRegression().setMaxIter(500).setTol(1e-10).fit(clicks).transform(clicks));
    double actual =
        logLoss(
            shallow()
                .setEmbeddingDim(1)
                .setSecondOrder(false)
                .setLearningRate(0.05)
                .setNumEpochs(500)
                .fit(clicks)
                .transform(clicks));
    assertEquals(expected, actual, 1e-3);
  }

  @Test
  void withoutDeepPartItIsMLlibsFactorizationMachine() {
    double linear = logLoss(new LogisticRegression().fit(clicks).transform(clicks));
    double expected =
        logLoss(
            new FMClassifier()
                .setFactorSize(2)
                .setInitStd(0.1)
                .setRegParam(0)
                .setStepSize(0.05)
                .setMaxIter(300)
                .setTol(0)
                .setSeed(1)
                .fit(clicks)
                .transform(clicks));
    double actual =
        logLoss(
            shallow()
                .setEmbeddingDim(2)
                .setEmbeddingInitScale(0.1)
                .setLearningRate(0.05)
                .setNumEpochs(600)
                .fit(clicks)
                .transform(clicks));
    assertTrue(expected < linear - 0.02, "the pairs matter");
    assertEquals(expected, actual, 1e-3);
  }
}
