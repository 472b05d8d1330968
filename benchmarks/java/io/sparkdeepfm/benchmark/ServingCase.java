package io.sparkdeepfm.benchmark;

import ai.onnxruntime.OrtException;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.ml.classification.FMClassificationModel;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.util.Statistics;

/** Single rows scored without Spark, beside ONNX Runtime, MLlib and XGBoost4J. */
final class ServingCase implements BenchmarkCase {
  private static final String LARGE = "largeTypedRow";
  private static final String ONNX = "largeRowByOnnxRuntime";
  private static final String SMALL = "smallTypedRow";
  private static final String MAP = "smallRowFromMap";
  private static final String RANKED = "candidatesOfOneUser";
  private static final String SINGLE = "candidatesAsSingleRows";
  private static final int STARTS = 5;
  private static final int COUNTED = 20_000;
  private static final int MLLIB_FEATURES = 20_000;

  @Override
  public String name() {
    return "serving";
  }

  /** The model of ten million rows is made in memory before it is written. */
  @Override
  public String heap() {
    return "6g";
  }

  @Override
  public CaseResult run() throws RunnerException, IOException, InterruptedException {
    Map<String, Statistics> times = new HashMap<>();
    List<Measurement> measurements = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    List<RunResult> results = new ArrayList<>(Jmh.run(ServingRows.class));
    results.addAll(Jmh.run(TreeRows.class));
    for (RunResult result : results) {
      String benchmark = result.getParams().getBenchmark();
      String kind = benchmark.substring(benchmark.lastIndexOf('.') + 1);
      times.put(kind, result.getPrimaryResult().getStatistics());
      measurements.add(
          Measurement.of(kind + ", median", "µs", times.get(kind).getPercentile(50) / 1e3));
      measurements.add(
          Measurement.of(kind + ", p99", "µs", times.get(kind).getPercentile(99) / 1e3));
    }
    addTargets(times, comparisons);
    comparisons.add(Comparison.atMost("bytes per row, typed path", bytesPerRow(), "bytes", 0));
    double[] starts = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      starts[i] = ServingStart.milliseconds();
    }
    Measurement start = Measurement.of("10 M × D 16, file to first score, 64 MB", "ms", starts);
    measurements.add(start);
    comparisons.add(Comparison.atMost(start.label(), start.median(), "ms", 1000));
    measurements.add(mllib());
    return new CaseResult(
        name(),
        "Serving",
        "JMH on one thread, from raw strings to the logit: a typed row of 39 fields, D 16, layers"
            + " 400-400-400, beside ONNX Runtime (Java, one thread) on the exported file; a row of"
            + " ten fields, D 10, layers 64-32; 500 candidates of one user, of whose 39 fields 20"
            + " are the user's. Samples of single calls, seven iterations of a second. The start is"
            + " that of a JVM of 64 MB, class loading included. MLlib's factorization machine, rank"
            + " 16, predicts assembled vectors of 39 values; XGBoost4J, 300 trees of depth 8, rows of"
            + " 39 numbers.",
        measurements,
        comparisons,
        List.of());
  }

  /** Counted by the JVM around many rows, because JMH's samples are objects themselves. */
  private static double bytesPerRow() throws IOException {
    ServingRows rows = new ServingRows();
    try {
      rows.prepare();
    } catch (OrtException e) {
      throw new IOException(e);
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    double sum = 0;
    long before = 0;
    for (int i = 0; i < 2 * COUNTED; i++) {
      if (i == COUNTED) { // the first half warms up
        before = threads.getThreadAllocatedBytes(thread);
      }
      sum += rows.largeTypedRow();
    }
    long bytes = threads.getThreadAllocatedBytes(thread) - before;
    if (Double.isNaN(sum)) {
      throw new IllegalStateException("Logits are not numbers.");
    }
    return Math.floor((double) bytes / COUNTED);
  }

  private static void addTargets(Map<String, Statistics> times, List<Comparison> comparisons) {
    comparisons.add(atMost(times, LARGE, 50, 60));
    comparisons.add(atMost(times, LARGE, 99, 100));
    comparisons.add(
        Comparison.atLeast(
            "ONNX Runtime ÷ ours, median of a row of 39 fields",
            times.get(ONNX).getPercentile(50) / times.get(LARGE).getPercentile(50),
            "×",
            1.5));
    comparisons.add(atMost(times, SMALL, 50, 2));
    comparisons.add(atMost(times, MAP, 50, 4));
    comparisons.add(
        Comparison.atLeast(
            "500 single rows ÷ 500 candidates, median",
            times.get(SINGLE).getPercentile(50) / times.get(RANKED).getPercentile(50),
            "×",
            3));
  }

  private static Comparison atMost(
      Map<String, Statistics> times, String kind, int percentile, double microseconds) {
    return Comparison.atMost(
        String.format("%s, p%d", kind, percentile),
        times.get(kind).getPercentile(percentile) / 1e3,
        "µs",
        microseconds);
  }

  /** Trained on a few rows only: speed does not depend on what was learned. */
  private static Measurement mllib() throws IOException {
    Random random = new Random(2);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      int[] indices = random.ints(0, MLLIB_FEATURES).distinct().limit(39).sorted().toArray();
      double[] ones = new double[indices.length];
      Arrays.fill(ones, 1);
      rows.add(RowFactory.create((double) (i % 2), Vectors.sparse(MLLIB_FEATURES, indices, ones)));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());
    try (SparkSession session = BenchmarkSpark.start()) {
      FMClassificationModel model =
          new FMClassifier()
              .setFactorSize(16)
              .setMaxIter(1)
              .fit(session.createDataFrame(rows, schema));
      double sum = 0;
      double[] medians = new double[7];
      for (int round = -5; round < medians.length; round++) {
        long start = System.nanoTime();
        for (int i = 0; i < 100_000; i++) {
          sum += model.predict((Vector) rows.get(i % rows.size()).get(1));
        }
        if (round >= 0) {
          medians[round] = (System.nanoTime() - start) / 1e8;
        }
      }
      if (Double.isNaN(sum)) {
        throw new IllegalStateException("MLlib's predictions are not numbers.");
      }
      return Measurement.of("MLlib FMClassificationModel.predict, 39 values, mean", "µs", medians);
    }
  }
}
