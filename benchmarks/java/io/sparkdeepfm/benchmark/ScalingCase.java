package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.train.EpochMetrics;
import io.sparkdeepfm.train.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** What more executors cost, and what goes through the driver: executors are processes. */
final class ScalingCase implements BenchmarkCase {
  private static final int[] EXECUTORS = {1, 2, 4, 8};
  private static final int FEATURES = Integer.getInteger("benchmark.features", 1_000_000);
  private static final int MEMORY_MIB = Integer.getInteger("benchmark.executorMiB", 1536);
  private static final int STEPS = Integer.getInteger("benchmark.steps", 64);
  private static final int GLOBAL_BATCH = 4096;
  private static final int ROUNDS = 3;
  private static final double MEGABYTE = 1e6;

  @Override
  public String name() {
    return "scaling";
  }

  @Override
  public CaseResult run() throws Exception {
    List<Measurement> measurements = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    for (int executors : EXECUTORS) {
      Rounds rounds = new Rounds();
      EpochMetrics epoch;
      try (SparkSession session = BenchmarkSpark.startCluster(executors, MEMORY_MIB)) {
        rounds.context = session.sparkContext();
        rounds.context.addSparkListener(rounds.spark);
        epoch = train(session, executors, rounds);
      }
      report(executors, epoch, rounds, measurements, comparisons);
    }
    return new CaseResult(name(), "Scaling", method(), measurements, comparisons, List.of());
  }

  private static EpochMetrics train(SparkSession session, int executors, Rounds rounds) {
    return new DeepFMClassifier()
        .setEmbeddingDim(CriteoShape.DIM)
        .setHiddenUnits(64, 64)
        .setBatchSize(GLOBAL_BATCH / executors)
        .setNumEpochs(1)
        .setNumWorkers(executors)
        .setThreadsPerWorker(1)
        .setAveragingFrequency(STEPS)
        .setProgressListener(rounds)
        .fit(BenchmarkSpark.examples(session, FEATURES, (long) ROUNDS * STEPS * GLOBAL_BATCH))
        .summary()
        .lastEpoch();
  }

  private static void report(
      int executors,
      EpochMetrics epoch,
      Rounds rounds,
      List<Measurement> measurements,
      List<Comparison> comparisons) {
    add(measurements, executors, "examples per second", "1/s", epoch.examplesPerSecond());
    add(measurements, executors, "compute share", "", epoch.computeShare());
    if (executors == 1) {
      return;
    }
    // From the end of the first round to that of the second: nothing begins or ends there.
    Counts round = rounds.counts.get(1).minus(rounds.counts.get(0));
    double dense = (double) Float.BYTES * new DenseLayout(CriteoShape.config(FEATURES)).length();
    add(measurements, executors, "second round, seconds", "s", round.seconds());
    add(measurements, executors, "second round, task results", "MB", round.results() / MEGABYTE);
    add(measurements, executors, "second round, broadcasts", "MB", round.broadcasts() / MEGABYTE);
    add(measurements, executors, "second round, shuffled", "MB", round.shuffled() / MEGABYTE);
    add(measurements, executors, "epoch, exchanged", "MB", epoch.bytesExchanged() / MEGABYTE);
    if (executors == 4) {
      comparisons.add(
          Comparison.atMost(
              "bytes through the driver in a round ÷ (dense parameters × workers × 2 + 1 MB)",
              (round.results() + round.broadcasts()) / (2 * dense * executors + MEGABYTE),
              "×",
              1));
    }
  }

  private static void add(
      List<Measurement> measurements, int executors, String what, String unit, double value) {
    measurements.add(
        Measurement.of(
            String.format(Locale.ROOT, "%d executor(s): %s", executors, what), unit, value));
  }

  /** What Spark has counted so far. */
  private record Counts(double seconds, long results, long broadcasts, long shuffled) {
    Counts minus(Counts before) {
      return new Counts(
          seconds - before.seconds,
          results - before.results,
          broadcasts - before.broadcasts,
          shuffled - before.shuffled);
    }
  }

  /** Takes the counts at the end of each round. */
  private static final class Rounds implements ProgressListener {
    private final ExchangeListener spark = new ExchangeListener();
    private final List<Counts> counts = new ArrayList<>();
    private SparkContext context;

    @Override
    public void examplesDone(int epoch, long examplesDone) {
      double seconds = System.nanoTime() * 1e-9;
      try {
        context.listenerBus().waitUntilEmpty();
      } catch (TimeoutException e) {
        throw new IllegalStateException(e);
      }
      counts.add(
          new Counts(seconds, spark.resultBytes(), spark.broadcastBytes(), spark.shuffledBytes()));
    }
  }

  private static String method() {
    return String.format(
        Locale.ROOT,
        "Executors in processes of their own on this machine, one core and one worker each, train an"
            + " epoch of %d averaging rounds of %d steps at a batch of %d over all workers together,"
            + " of Criteo's shape with %,d features, `embeddingDim` 16 and `hiddenUnits` 64, 64."
            + " More executors than cores share these, so examples per second say what the exchange"
            + " costs rather than what more machines bring. Counted by Spark from the end of the first"
            + " round to that of the second: serialized task results and broadcasts, which go through"
            + " the driver, and what tasks read of shuffles, which goes from executor to executor.",
        ROUNDS,
        STEPS,
        GLOBAL_BATCH,
        FEATURES);
  }
}
