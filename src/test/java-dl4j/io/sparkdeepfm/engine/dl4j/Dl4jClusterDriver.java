package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.ForkedJvm;
import io.sparkdeepfm.testing.RunningTasks;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Trains on executors in processes of their own, as {@link Dl4jClusterTest} asks. */
final class Dl4jClusterDriver {
  /** Rows that come out the same in any session. */
  record Clicks(Dataset<Row> train, Dataset<Row> test) {
    static Clicks in(SparkSession session) {
      ClickGenerator generator = ClickGenerator.linear(11);
      return new Clicks(
          ClickRows.of(session, generator.schema(), generator.next(4000)).coalesce(1),
          ClickRows.of(session, generator.schema(), generator.next(3000)));
    }
  }

  private Dl4jClusterDriver() {}

  static DeepFMClassifier classifier() {
    return new DeepFMClassifier()
        .setEngine("dl4j")
        .setEmbeddingDim(4)
        .setHiddenUnits(8)
        .setBatchSize(128)
        .setLearningRate(0.05)
        .setNumEpochs(2)
        .setNumWorkers(2)
        .setAveragingFrequency(8)
        .setThreadsPerWorker(1);
  }

  static double auc(DeepFMClassificationModel model, Dataset<Row> test) {
    return new BinaryClassificationEvaluator().setNumBins(0).evaluate(model.transform(test));
  }

  private static void train(SparkSession session, String name) throws Exception {
    Clicks clicks = Clicks.in(session);
    RunningTasks tasks = new RunningTasks(session.sparkContext());
    DeepFMClassificationModel model = classifier().fit(clicks.train());
    tasks.stop();
    ForkedJvm.report(name + ".executors", tasks.executors());
    ForkedJvm.report(name + ".auc", auc(model, clicks.test()));
  }

  private static void refuse(SparkSession session, String name, DeepFMClassifier classifier) {
    try {
      classifier.fit(Clicks.in(session).train());
    } catch (IllegalArgumentException e) {
      ForkedJvm.report(name + ".message", e.getMessage());
    }
  }

  /** Four tasks at once on executors with two GPUs that are not there. */
  private static void chooseGpus(SparkSession session, String name) {
    List<String> chosen =
        JavaSparkContext.fromSparkContext(session.sparkContext())
            .parallelize(IntStream.range(0, 4).boxed().toList(), 4)
            .map(ignored -> chooseGpu())
            .collect();
    ForkedJvm.report(name + ".chosen", String.join(" ", new TreeSet<>(chosen)));
  }

  private static String chooseGpu() throws InterruptedException {
    FakeDevices devices = FakeDevices.gpus(8, 8);
    DeviceChoice.use(devices, DeviceChoice.granted(TaskContext.get()));
    Thread.sleep(1500); // until the others have chosen too
    return SparkEnv.get().executorId() + ":" + devices.used();
  }

  /**
   * @param args master, Spark settings as name=value joined by semicolons, scenarios
   */
  public static void main(String[] args) throws Exception {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(args[0])
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executor.memory", "512m")
            .config("spark.executor.extraJavaOptions", ForkedJvm.SHORT_LIVED)
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .config("spark.sql.shuffle.partitions", "2");
    for (String setting : args[1].split(";", -1)) {
      int equals = setting.indexOf('=');
      builder.config(setting.substring(0, equals), setting.substring(equals + 1));
    }
    try (SparkSession session = builder.getOrCreate()) {
      for (String scenario : Arrays.asList(args).subList(2, args.length)) {
        run(session, scenario);
      }
    }
  }

  private static void run(SparkSession session, String scenario) throws Exception {
    switch (scenario) {
      case "quiet" -> train(session, scenario);
      case "lost" -> {
        RoundKiller killer = new RoundKiller(2);
        session.sparkContext().addSparkListener(killer);
        train(session, scenario);
        ForkedJvm.report(scenario + ".killed", killer.killed());
      }
      case "gpus" -> chooseGpus(session, scenario);
      case "idleGpu" -> refuse(session, scenario, classifier().setThreadsPerWorker(2));
      case "refused" -> refuse(session, scenario, classifier());
      default -> throw new IllegalArgumentException(scenario);
    }
  }
}
