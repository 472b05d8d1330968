package io.sparkdeepfm;

import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.ForkedJvm;
import io.sparkdeepfm.train.ProgressListener;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Trains on executors in processes of their own, as {@link ClusterTest} asks. */
final class ClusterDriver {
  @SuppressWarnings("UnusedVariable")
  private final SparkSession session;
  private final Clicks clicks;

  private ClusterDriver(SparkSession session) {
    this.session = session;
    clicks = Clicks.in(session);
  }

  /** Rows that come out the same in any session. */
  record Clicks(Dataset<Row> train, Dataset<Row> test) {
    static Clicks in(SparkSession session) {
      ClickGenerator generator = ClickGenerator.linear(11);
      return new Clicks(
          ClickRows.of(session, generator.schema(), generator.next(4000)).coalesce(1),
          ClickRows.of(session, generator.schema(), generator.next(3000)));
    }
  }

  static DeepFMClassifier classifier() {
    return TinyModels.classifier().setNumWorkers(2).setNumEpochs(4).setBatchSize(128);
  }

  static double auc(DeepFMClassificationModel model, Dataset<Row> test) {
    return new BinaryClassificationEvaluator().setNumBins(0).evaluate(model.transform(test));
  }

  /** Equal for equal parameters, bit for bit. */
  static int checksum(DeepFMParameters parameters) {
    int hash = Arrays.hashCode(parameters.dense());
    for (EmbeddingTable table : parameters.tables()) {
      hash = 31 * hash + Arrays.hashCode(table.values());
    }
    return hash;
  }

  private void train(String name, DeepFMClassifier classifier) {
    long begin = System.nanoTime();
    DeepFMClassificationModel model = classifier.fit(clicks.train());
    ForkedJvm.report(name + ".auc", auc(model, clicks.test()));
    ForkedJvm.report(name + ".checksum", checksum(model.parameters()));
    ForkedJvm.report(name + ".workers", model.summary().numWorkers());
    ForkedJvm.report(name + ".threads", model.summary().threadsPerWorker());
    ForkedJvm.report(name + ".seconds", (System.nanoTime() - begin) * 1e-9);
  }

  /** Ends executors, as a machine that fails does, once in the middle of a training. */
  private static final class Killer implements ProgressListener {
    private final int victims;
    private boolean done;

    Killer(int victims) {
      this.victims = victims;
    }

    @Override
    public void examplesDone(int epoch, long examplesDone) {
      if (epoch == 2 && !done) {
        done = true;
        List<ProcessHandle> running = ProcessHandle.current().children().toList();
        running.stream().limit(victims).forEach(ProcessHandle::destroyForcibly);
        ForkedJvm.report("killed." + victims, Math.min(victims, running.size()));
      }
    }
  }

  public static void main(String[] args) {
    SparkSession.Builder builder =
        SparkSession.builder()
            .master(args[0])
            .config("spark.serializer", args[1])
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "localhost")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.executor.memory", "512m")
            .config("spark.executor.extraJavaOptions", ForkedJvm.SHORT_LIVED)
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .config("spark.sql.shuffle.partitions", "2");
    try (SparkSession session = builder.getOrCreate()) {
      ClusterDriver driver = new ClusterDriver(session);
      for (String scenario : Arrays.asList(args).subList(2, args.length)) {
        driver.run(scenario);
      }
    }
  }

  private void run(String scenario) {
    switch (scenario) {
      case "quiet" -> train(scenario, classifier());
      case "defaults" -> train(scenario, classifier().setNumWorkers(0).setThreadsPerWorker(0));
      case "oneLost" -> train(scenario, classifier().setProgressListener(new Killer(1)));
      case "allLost" ->
          train(scenario, classifier().setNumWorkers(1).setProgressListener(new Killer(2)));
      default -> throw new IllegalArgumentException(scenario);
    }
  }
}
