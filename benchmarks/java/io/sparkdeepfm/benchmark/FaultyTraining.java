package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.benchmark.FaultInjector.Kind;
import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.train.ProgressListener;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;

/** A training on three executors, which are processes, into which faults are injected. */
public final class FaultyTraining {
  private static final int EXECUTORS = 3;
  private static final int TRAIN = 120_000; // of which two epochs learn, rather than overfit
  private static final int TEST = 120_000;

  private FaultyTraining() {}

  /**
   * @param args folder of the training; number of faults; seed of the faults; seconds that an
   *     executor is stopped; whether there are checkpoints; whether to go on from one; seed of the
   *     training
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int faults = Integer.parseInt(args[1]);
    long seed = Long.parseLong(args[2]);
    int stoppedSeconds = Integer.parseInt(args[3]);
    boolean checkpoints = Boolean.parseBoolean(args[4]);
    boolean resume = Boolean.parseBoolean(args[5]);
    Path fullDisk = folder.resolve("disk-is-full").toAbsolutePath();
    try (SparkSession session = cluster(fullDisk)) {
      Dataset<Row> train = clicks(session, 0, TRAIN);
      DeepFMClassifier classifier =
          classifier(folder, checkpoints, resume, Long.parseLong(args[6]));
      List<Kind> kinds =
          checkpoints ? List.of(Kind.values()) : List.of(Kind.EXECUTOR, Kind.TASK, Kind.STOPPED);
      FaultInjector injector =
          new FaultInjector(session.sparkContext(), fullDisk, stoppedSeconds, kinds, faults, seed);
      classifier.setProgressListener(
          new ProgressListener() {
            @Override
            public void trainingStarted(int numEpochs, long examples) {
              session.sparkContext().addSparkListener(injector);
            }
          });
      DeepFMClassificationModel model = classifier.fit(train);
      session.sparkContext().removeSparkListener(injector);
      ChildJvm.report("checksum", checksum(model));
      ChildJvm.report(
          "auc",
          new BinaryClassificationEvaluator()
              .setNumBins(0)
              .evaluate(model.transform(clicks(session, TRAIN, TEST))));
    }
  }

  private static SparkSession cluster(Path fullDisk) {
    String marker = "-D" + FullDiskFileSystem.MARKER_PROPERTY + "=" + fullDisk;
    System.setProperty(FullDiskFileSystem.MARKER_PROPERTY, fullDisk.toString());
    return BenchmarkSpark.clusterBuilder(EXECUTORS, 1024)
        .config("spark.executor.memory", "512m")
        .config("spark.deploy.maxExecutorRetries", "-1") // of the master of such a cluster
        .config(
            "spark.executor.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC " + marker)
        .config(
            "spark.hadoop.fs." + FullDiskFileSystem.SCHEME + ".impl",
            FullDiskFileSystem.class.getName())
        .getOrCreate();
  }

  private static DeepFMClassifier classifier(
      Path folder, boolean checkpoints, boolean resume, long seed) {
    DeepFMClassifier classifier =
        new DeepFMClassifier()
            .setEmbeddingDim(4)
            .setHiddenUnits(16)
            .setBatchSize(256)
            .setLearningRate(0.002)
            .setNumEpochs(2)
            .setNumWorkers(EXECUTORS)
            .setThreadsPerWorker(1)
            .setAveragingFrequency(8)
            .setSeed(seed);
    if (checkpoints) {
      classifier
          .setCheckpointDir(
              FullDiskFileSystem.SCHEME + "://" + folder.resolve("checkpoints").toAbsolutePath())
          .setCheckpointUnit("rounds")
          .setCheckpointInterval(2)
          .setResume(resume);
    }
    return classifier;
  }

  /** Made where it is needed. */
  private static final class Truth {
    static final ParityClicks CLICKS = new ParityClicks();
  }

  private static Dataset<Row> clicks(SparkSession session, long from, long rows) {
    FieldSchema schema = ParityClicks.schema();
    var features =
        functions.udf(
            (UDF1<Long, Vector>) id -> vector(schema, Truth.CLICKS.click(id)),
            SQLDataTypes.VectorType());
    var label =
        functions.udf(
            (UDF1<Long, Double>) id -> (double) Truth.CLICKS.click(id).label(),
            org.apache.spark.sql.types.DataTypes.DoubleType);
    return session
        .range(from, from + rows, 1, EXECUTORS)
        .select(
            label.apply(functions.col("id")).as("label"),
            features
                .apply(functions.col("id"))
                .as("features", FieldMetadata.featuresField("features", schema).metadata()));
  }

  private static Vector vector(FieldSchema schema, ParityClicks.Click click) {
    int[] rows = {click.user(), click.item(), click.week(), click.hour()};
    for (int f = 0; f < rows.length; f++) {
      rows[f] += schema.begin(f);
    }
    return Vectors.sparse(schema.numFeatures(), rows, new double[] {1, 1, 1, 1});
  }

  private static int checksum(DeepFMClassificationModel model) {
    int hash = Arrays.hashCode(model.parameters().dense());
    for (EmbeddingTable table : model.parameters().tables()) {
      hash = 31 * hash + Arrays.hashCode(table.values());
    }
    return hash;
  }
}
