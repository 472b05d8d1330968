package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassifier;
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
  private static final int ROUNDS = 2;
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
    EpochMetrics epoch = train(session, features);
    session.sparkContext().listenerBus().waitUntilEmpty();
    double rows = touchedRowBytes(features);
    add(measurements, features, "exchanged", epoch.bytesExchanged() / MEGABYTE);
    add(measurements, features, "touched rows alone", rows / MEGABYTE);
    add(measurements, features, "task results by Spark", listener.resultBytes() / MEGABYTE);
    add(measurements, features, "broadcasts by Spark", listener.broadcastBytes() / MEGABYTE);
    if (features == LARGEST) {
      comparisons.add(
          Comparison.atMost(
              "bytes exchanged ÷ bytes of the touched rows, 10 M features",
              epoch.bytesExchanged() / rows,
              "×",
              1.2));
    }
  }

  private static EpochMetrics train(SparkSession session, int features) {
    long examples = (long) WORKERS * STEPS * BATCH * ROUNDS;
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

  private static void add(
      List<Measurement> measurements, int features, String what, double megabytes) {
    measurements.add(
        Measurement.of(
            String.format(Locale.ROOT, "%,d features: %s", features, what), "MB", megabytes));
  }

  /**
   * Bytes of (D + 1) floats for each row that a worker touches, in each round, and for each row
   * that any worker touched, to each worker, in all rounds but the last, whose outcome nobody needs
   * any more.
   */
  private static double touchedRowBytes(int features) {
    int size = features / CriteoShape.FIELDS;
    double up = ROUNDS * distinct(size, (long) STEPS * BATCH);
    double down = (ROUNDS - 1) * distinct(size, (long) WORKERS * STEPS * BATCH);
    return WORKERS * CriteoShape.FIELDS * (up + down) * (CriteoShape.DIM + 1) * Float.BYTES;
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
        "%d workers train an epoch of two averaging rounds of %d steps of %d examples of Criteo's"
            + " shape at several numbers of features. *Exchanged* is what the training summary reports,"
            + " dense parameters included. *Touched rows alone* is the least that must travel: D + 1"
            + " floats for each row from the workers that touched it, and for each averaged row to each"
            + " worker; the number of rows is the expected one of the log-uniform draws, which is exact to"
            + " a thousandth. Spark's own counts are beside it: serialized task results, and serialized and"
            + " compressed broadcasts, which a worker's executor fetches once (here all share one).",
        WORKERS,
        STEPS,
        BATCH);
  }
}
