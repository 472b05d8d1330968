package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What both engines reach on Frappe with the same settings, and in which time. */
final class EnginesOnFrappe {
  private static final int EPOCHS = Integer.getInteger("benchmark.epochs", 3);
  private static final double LEARNING_RATE = 0.02;
  private static final int WARM_UP_ROWS = 8192;
  private static final double AUC = 0.97;

  private final SparkSession spark;
  private final FrappeFiles files;
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Comparison> comparisons = new ArrayList<>();

  EnginesOnFrappe(SparkSession spark, FrappeFiles files) {
    this.spark = spark;
    this.files = files;
  }

  void measure() {
    Dataset<Row> few = spark.read().parquet(files.train().toString()).limit(WARM_UP_ROWS);
    for (String engine : EnginesCase.ENGINES) {
      classifier(engine).setNumEpochs(1).fit(few);
    }
    for (String engine : EnginesCase.ENGINES) {
      FrappeFit fit = FrappeFit.of(spark, files, classifier(engine));
      System.out.printf("  Frappe, %s: %s%n", engine, fit);
      measurements.add(Measurement.of(engine + ", Frappe, fit", "s", fit.seconds()));
      measurements.add(Measurement.of(engine + ", Frappe", "test AUC", fit.auc()));
      if (engine.equals(EnginesCase.OTHER)) {
        comparisons.add(
            Comparison.atLeast(engine + "'s test AUC on Frappe", fit.auc(), "AUC", AUC));
      }
    }
  }

  private static DeepFMClassifier classifier(String engine) {
    return EnginesCase.classifier(engine)
        .setLearningRate(LEARNING_RATE)
        .setNumEpochs(EPOCHS)
        .setSeed(1);
  }

  List<Measurement> measurements() {
    return measurements;
  }

  List<Comparison> comparisons() {
    return comparisons;
  }

  static String method() {
    return String.format(
        Locale.ROOT,
        "Frappe (frappe_x1): wall time of `fit` from Parquet files with a ready features column, and"
            + " AUC of the test file, at %d epochs and `learningRate` %s, once each after a fit to"
            + " %,d rows, to load and compile.",
        EPOCHS,
        LEARNING_RATE,
        WARM_UP_ROWS);
  }
}
