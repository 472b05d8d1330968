package io.sparkdeepfm.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What it costs that the examples are three times what Spark's storage memory holds. */
final class SpillCase implements BenchmarkCase {
  private static final long EXAMPLES = Long.getLong("benchmark.examples", 1_500_000);
  private static final int SECONDS = 1800;
  private static final String IN_MEMORY = "all in memory";
  private static final String SPILLED = "three times the memory";
  private static final double MEGABYTE = 1e6;

  /** Of 1 GB less 300 MiB, as Spark counts: a third of the examples' 160 bytes each. */
  private static final double FRACTION = EXAMPLES * 160.0 / 3 / ((1024 - 300) * (1 << 20));

  @Override
  public String name() {
    return "spill";
  }

  @Override
  public String heap() {
    return "256m";
  }

  @Override
  public CaseResult run() throws Exception {
    List<Measurement> measurements = new ArrayList<>();
    ChildJvm.Ending inMemory = train("3g", 0.6);
    ChildJvm.Ending spilled = train("1g", FRACTION);
    report(measurements, IN_MEMORY, inMemory);
    report(measurements, SPILLED, spilled);
    int last = SpilledTraining.EPOCHS;
    return new CaseResult(
        name(),
        "Examples on disk",
        method(),
        measurements,
        List.of(
            Comparison.atLeast(
                "bytes of the examples ÷ storage memory",
                number(spilled, "onDisk") / number(spilled, "storageMemory"),
                "×",
                2.5),
            Comparison.atMost(
                "bytes read in the last epoch ÷ bytes of the examples",
                number(spilled, "read" + last) / number(spilled, "onDisk"),
                "×",
                1.2)),
        List.of());
  }

  private static ChildJvm.Ending train(String heap, double fraction) throws Exception {
    return ChildJvm.run(
        SpilledTraining.class,
        heap,
        SECONDS,
        String.valueOf(EXAMPLES),
        String.format(Locale.ROOT, "%.4f", fraction));
  }

  private static void report(
      List<Measurement> measurements, String where, ChildJvm.Ending training) {
    for (String what : List.of("storageMemory", "inMemory", "onDisk")) {
      add(measurements, where, what, "MB", number(training, what) / MEGABYTE);
    }
    for (int epoch = 1; epoch <= SpilledTraining.EPOCHS; epoch++) {
      String of = "epoch " + epoch + ", ";
      add(measurements, where, of + "read", "MB", number(training, "read" + epoch) / MEGABYTE);
      add(measurements, where, of + "examples per second", "1/s", number(training, "rate" + epoch));
    }
  }

  private static void add(
      List<Measurement> measurements, String where, String what, String unit, double value) {
    measurements.add(Measurement.of(where + ": " + what, unit, value));
  }

  private static double number(ChildJvm.Ending ending, String name) {
    String value = ending.last(name);
    return value.isEmpty() ? Double.NaN : Double.parseDouble(value);
  }

  private static String method() {
    return String.format(
        Locale.ROOT,
        "One worker on all cores trains %d epochs of %,d examples of Criteo's shape, %,d features, `embeddingDim`"
            + " 4, `hiddenUnits` 16, once where Spark's storage memory holds all of the encoded examples, and"
            + " once where it holds a third of them, so that Spark puts the worker's partition on disk. *Read* is what"
            + " the process has read of files in the epoch, as Linux counts it, from the page cache too. An"
            + " epoch has a window of 262,144 examples after the other: the first reads Spark's block, the second"
            + " copies it to a file of the worker's own, from which the others and later epochs read"
            + " their blocks.",
        SpilledTraining.EPOCHS,
        EXAMPLES,
        SpilledTraining.FEATURES);
  }
}
