package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Trains and saves a model of 40 M features on four executors, or loads and scores with it. */
public final class LargeModel {
  static final int FEATURES = Integer.getInteger("benchmark.features", 40_000_000);
  static final int EXECUTORS = 4;
  static final int EXECUTOR_MIB = 2048;
  static final int SCORED = 2000;

  private LargeModel() {}

  /**
   * @param args path of the model; number of examples; "train" or "load"
   */
  public static void main(String[] args) throws Exception {
    long examples = Long.parseLong(args[1]);
    long begin = System.nanoTime();
    if (args[2].equals("train")) {
      try (SparkSession session = BenchmarkSpark.startCluster(EXECUTORS, EXECUTOR_MIB)) {
        DeepFMClassificationModel model = train(session, examples);
        ChildJvm.report("trained", seconds(begin));
        ChildJvm.report("kept", model.parameters().numKept());
        ChildJvm.report("parameters", model.parameters().count());
        model.write().overwrite().save(args[0]);
        ChildJvm.report("saved", seconds(begin));
        ChildJvm.report("sum", sum(model, session));
      }
    } else {
      try (SparkSession session = BenchmarkSpark.start()) {
        DeepFMClassificationModel model = DeepFMClassificationModel.load(args[0]);
        ChildJvm.report("loaded", seconds(begin));
        ChildJvm.report("sum", sum(model, session));
        long loaded = System.nanoTime();
        ChildJvm.report("datasetSum", sumOfDataset(model, session));
        ChildJvm.report("datasetScored", seconds(loaded));
      }
    }
  }

  private static DeepFMClassificationModel train(SparkSession session, long examples) {
    return new DeepFMClassifier()
        .setEmbeddingDim(CriteoShape.DIM)
        .setHiddenUnits(64, 64)
        .setBatchSize(1024)
        .setNumEpochs(1)
        .setNumWorkers(EXECUTORS)
        .setThreadsPerWorker(1)
        .setAveragingFrequency(8)
        .fit(data(session, examples));
  }

  private static Dataset<Row> data(SparkSession session, long examples) {
    return BenchmarkSpark.uniformExamples(session, FEATURES, examples);
  }

  /** Σ of the probabilities of some rows, by one copy of the model, that of this JVM. */
  private static double sum(DeepFMClassificationModel model, SparkSession session) {
    return data(session, SCORED).select("features").collectAsList().stream()
        .mapToDouble(row -> model.predictProbability(row.<Vector>getAs(0)).apply(1))
        .sum();
  }

  /** The same by the executor of this JVM, as a Dataset is scored. */
  private static double sumOfDataset(DeepFMClassificationModel model, SparkSession session) {
    return model.transform(data(session, SCORED)).select("probability").collectAsList().stream()
        .mapToDouble(row -> row.<Vector>getAs(0).apply(1))
        .sum();
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) * 1e-9;
  }
}
