package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.engine.cpu.CpuEngine;
import io.sparkdeepfm.engine.dl4j.Dl4jEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/** The training engines against each other: what they reach, and how their time grows. */
final class EnginesCase implements BenchmarkCase {
  static final String FIRST = CpuEngine.NAME;
  static final String OTHER = Dl4jEngine.NAME;
  static final List<String> ENGINES = List.of(FIRST, OTHER);
  static final int BATCH = 1024;

  private static final int DIM = 16;
  private static final int HIDDEN = 64;

  @Override
  public String name() {
    return "engines";
  }

  @Override
  public String heap() {
    return "6g"; // ND4J keeps its arrays outside, in as much memory again
  }

  @Override
  public CaseResult run() throws IOException {
    List<Measurement> measurements = new ArrayList<>();
    List<Comparison> comparisons = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    try (SparkSession spark = BenchmarkSpark.start()) {
      try {
        Path data = Settings.data("frappe");
        Path scratch = Settings.scratch().resolve("engines").toAbsolutePath();
        EnginesOnFrappe frappe =
            new EnginesOnFrappe(spark, FrappeFiles.write(spark, data, scratch));
        frappe.measure();
        measurements.addAll(frappe.measurements());
        comparisons.addAll(frappe.comparisons());
      } catch (SkippedCase skipped) {
        System.out.println("  Frappe is left out: " + skipped.getMessage());
        notes.add("Frappe was left out, because its data were not there.");
      }
      measurements.addAll(new EngineGrowth(spark).measure());
    }
    return new CaseResult(name(), "Engines", method(), measurements, comparisons, notes);
  }

  /** The shape and batches of all measurements, on one worker. */
  static DeepFMClassifier classifier(String engine) {
    return new DeepFMClassifier()
        .setEngine(engine)
        .setEmbeddingDim(DIM)
        .setHiddenUnits(HIDDEN)
        .setBatchSize(BATCH)
        .setNumWorkers(1);
  }

  private static String method() {
    return String.format(
        Locale.ROOT,
        "`engine` `%s` and `%s` (on `nd4j-native`) with the same settings through `fit` on Spark `local`:"
            + " one worker on all cores, `embeddingDim` %d, `hiddenUnits` %d, `batchSize` %d, Adam. %s %s",
        FIRST,
        OTHER,
        DIM,
        HIDDEN,
        BATCH,
        EnginesOnFrappe.method(),
        EngineGrowth.method());
  }
}
