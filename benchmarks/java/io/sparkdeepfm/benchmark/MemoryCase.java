package io.sparkdeepfm.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether a model of which the data touch a fifth needs memory for that fifth only. */
final class MemoryCase implements BenchmarkCase {
  private static final long EXAMPLES = Long.getLong("benchmark.examples", 229_000);
  private static final int SECONDS = 3600;
  private static final double MILLION = 1e6;

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String heap() {
    return "256m";
  }

  @Override
  public CaseResult run() throws Exception {
    String path = Path.of(Settings.scratch().toString(), "large-model").toAbsolutePath().toString();
    String examples = String.valueOf(EXAMPLES);
    ChildJvm.Ending trained =
        ChildJvm.run(LargeModel.class, "2g", SECONDS, path, examples, "train");
    ChildJvm.Ending loaded = ChildJvm.run(LargeModel.class, "4g", SECONDS, path, examples, "load");
    List<Measurement> measurements = new ArrayList<>();
    add(measurements, "training", "s", number(trained, "trained"));
    add(measurements, "saving", "s", number(trained, "saved") - number(trained, "trained"));
    add(measurements, "loading", "s", number(loaded, "loaded"));
    add(measurements, "scoring a Dataset", "s", number(loaded, "datasetScored"));
    add(measurements, "parameters", "M", number(trained, "parameters") / MILLION);
    add(measurements, "parameters that the driver keeps", "M", number(trained, "kept") / MILLION);
    double difference = Math.abs(number(trained, "sum") - number(loaded, "sum"));
    return new CaseResult(
        name(),
        "Memory",
        method(),
        measurements,
        List.of(
            Comparison.atMost("exit status of training and saving", trained.exit(), "", 0),
            Comparison.atMost("exit status of loading and scoring", loaded.exit(), "", 0),
            Comparison.atMost(
                "difference of the mean probability, loaded and trained",
                difference / LargeModel.SCORED,
                "",
                1e-6),
            Comparison.atMost(
                "difference of the mean probability, Dataset and single rows",
                Math.abs(number(loaded, "datasetSum") - number(loaded, "sum")) / LargeModel.SCORED,
                "",
                1e-6)),
        List.of());
  }

  private static void add(List<Measurement> measurements, String what, String unit, double value) {
    measurements.add(Measurement.of(what, unit, value));
  }

  private static double number(ChildJvm.Ending ending, String name) {
    String value = ending.last(name);
    return value.isEmpty() ? Double.NaN : Double.parseDouble(value);
  }

  private static String method() {
    return String.format(
        Locale.ROOT,
        "A driver with 2 GB of heap and %d executors with %d MiB each, one core and one worker, train a model"
            + " of %,d features with `embeddingDim` 16 and Adam for an epoch, rounds of 8 steps of 1,024, and save it. A replica"
            + " of all features would take 8 GB, the parameters alone 2.7 GB. The %,d examples of 39 fields are"
            + " drawn uniformly, so that they have some 8 M of the features. Another process with 4 GB loads"
            + " the model; both score 2,000 rows one by one, and it scores them as a Dataset, too, in"
            + " the same heap.",
        LargeModel.EXECUTORS,
        LargeModel.EXECUTOR_MIB,
        LargeModel.FEATURES,
        EXAMPLES);
  }
}
