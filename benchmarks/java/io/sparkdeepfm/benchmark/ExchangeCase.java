package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.train.EpochMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/** Bytes that workers and driver exchange for an averaging, against those of the touched rows. */
final class ExchangeCase implements BenchmarkCase {
  private static final int[] FEATURES = {10_000, 1_000_000, 10_000_000};
  private static final int LARGEST = FEATURES[FEATURES.length - 1];
  private static final int WORKERS = 4;
  private static final int STEPS = Integer.getInteger("benchmark.steps", 64);
  private static final int BATCH = 1024;
  private static final int SENT = 2; // times that a worker sends rows: in each round
  private static final int RETURNED = 2; // times that it gets averages: after each
  private static final double MEGABYTE = 1e6;

  @Override
  public String name() {
    return "exchange";
  }

  @Override
  public String heap() {
    return "14g";
  }

  @Override
  public CaseResult run() throws Exception {
    List<Measurement> measurements = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    try (SparkSession session = BenchmarkSpark.start()) {
      ExchangeListener listener = new ExchangeListener();
      session.sparkContext().addSparkListener(listener);
      for (int features : FEATURES) {
        measure(session, listener, features, measurements, comparisons);
      }
    }
    return new CaseResult(name(), "Exchange", method(), measurements, comparisons, List.of());
  }

  private static void measure(
      SparkSession session,
      ExchangeListener listener,
      int features,
      List<Measurement> measurements,
      List<Comparison> comparisons)
      throws Exception {
    listener.clear();
    double all = train(session, features).bytesExchanged();
    session.sparkContext().listenerBus().waitUntilEmpty();
    double dense = denseBytes(features);
    double touched = touchedRowBytes(features);
    add(measurements, features, "rows exchanged", all - dense);
    add(measurements, features, "touched rows alone", touched);
    add(measurements, features, "dense parameters exchanged", dense);
    add(measurements, features, "task results by Spark", (double) listener.resultBytes());
    add(measurements, features, "broadcasts by Spark", (double) listener.broadcastBytes());
    measurements.add(
        Measurement.of(
            label(features, "rows and dense parameters ÷ touched rows"), "×", all / touched));
    if (features == LARGEST) {
      comparisons.add(
          Comparison.atMost(
              "bytes of rows exchanged ÷ bytes of the touched rows to all workers, 10 M features",
              (all - dense) / touched,
              "×",
              0.75));
    }
  }

  private static EpochMetrics train(SparkSession session, int features) {
    long examples = (long) WORKERS * STEPS * BATCH * SENT;
    return new DeepFMClassifier()
        .setEmbeddingDim(CriteoShape.DIM)
        .setHiddenUnits(400, 400, 400)
        .setBatchSize(BATCH)
        .setNumEpochs(1)
        .setNumWorkers(WORKERS)
        .setThreadsPerWorker(1)
        .setAveragingFrequency(STEPS)
        .fit(BenchmarkSpark.examples(session, features, examples))
        .summary()
        .lastEpoch();
  }

  private static void add(List<Measurement> measurements, int features, String what, double bytes) {
    measurements.add(Measurement.of(label(features, what), "MB", bytes / MEGABYTE));
  }

  private static String label(int features, String what) {
    return String.format(Locale.ROOT, "%,d features: %s", features, what);
  }

  /** Bytes of the dense parameters, which are part of each of the messages. */
  private static double denseBytes(int features) {
    double length = new DenseLayout(CriteoShape.config(features)).length();
    return WORKERS * (SENT + RETURNED) * length * Float.BYTES;
  }

  /**
   * Bytes of (D + 1) floats for each row that a worker touches in a round, once to the driver, and
   * for each row that any worker touched in it, once back to each worker.
   */
  private static double touchedRowBytes(int features) {
    int size = features / CriteoShape.FIELDS;
    double sent = SENT * distinct(size, (long) STEPS * BATCH);
    double returned = RETURNED * distinct(size, (long) WORKERS * STEPS * BATCH);
    return WORKERS * CriteoShape.FIELDS * (sent + returned) * (CriteoShape.DIM + 1) * Float.BYTES;
  }

  /** Expected number of different rows in n log-uniform draws: Σ 1 − (1 − p_r)ⁿ. */
  private static double distinct(int size, long draws) {
    double sum = 0;
    for (int r = 1; r < size; r++) {
      double p = Math.log1p(1.0 / r) / Math.log(size);
      sum += -Math.expm1(draws * Math.log1p(-p));
    }
    return sum;
  }

  private static String method() {
    return String.format(
        Locale.ROOT,
        "%d workers train an epoch of two averaging rounds, each of %d steps of %d examples per worker,"
            + " of Criteo's shape, at several numbers of features. Counted is all that travels in these"
            + " two rounds: each worker sends the rows that it touched and that another worker may have,"
            + " and gets the averages of the rows that its examples have; and the driver gets at the end"
            + " each row that has changed. *Touched rows alone* is the least for that: D + 1 floats for each row that a"
            + " worker touched, and for each averaged row to each worker. The number of touched rows is"
            + " the expected one of the log-uniform draws. *Rows exchanged* is what the training summary"
            + " reports, with each row's index and weight, from worker to worker, and those that the driver"
            + " gets at the end of the epoch, without the dense parameters, which"
            + " stand beside it and do not depend on the vocabulary. Spark's own counts: serialized task"
            + " results, which hold what workers send, and serialized and compressed broadcasts, which an"
            + " executor fetches once for all its workers (here all four share one); a broadcast"
            + " carries the code of every job as well.",
        WORKERS,
        STEPS,
        BATCH);
  }
}
