package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.train.EpochMetrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;

/** How fast both engines train as the vocabulary grows. */
final class EngineGrowth {
  private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 3);
  private static final int STEPS = Integer.getInteger("benchmark.steps", 32);
  private static final int[] FEATURES = {10_000, 100_000, 1_000_000};
  private static final int FIELDS = 10;

  private final SparkSession spark;
  private final Samples rates = new Samples("examples/s");

  EngineGrowth(SparkSession spark) {
    this.spark = spark;
  }

  /** The rates, how many times the other engine's the first one's are, and exchange alone. */
  List<Measurement> measure() {
    for (String engine : EnginesCase.ENGINES) {
      lastEpoch(engine, FEATURES[0], STEPS); // loads and compiles
    }
    for (int features : FEATURES) {
      for (String engine : EnginesCase.ENGINES) {
        rates.add(
            label(engine, features), () -> lastEpoch(engine, features, STEPS).examplesPerSecond());
      }
    }
    rates.measure(ROUNDS);
    List<Measurement> measurements = new ArrayList<>(rates.measurements());
    for (int features : FEATURES) {
      measurements.add(Measurement.of(label(ratioName(), features), "×", ratio(features)));
    }
    measurements.add(shortestEpoch());
    return measurements;
  }

  /** The second: in the first the parameters are made. */
  private EpochMetrics lastEpoch(String engine, int features, int steps) {
    long examples = (long) steps * EnginesCase.BATCH;
    return EnginesCase.classifier(engine)
        .setNumEpochs(2)
        .fit(BenchmarkSpark.examples(spark, schema(features), examples))
        .summary()
        .lastEpoch();
  }

  /** An epoch with no more than a step is little else than exchange. */
  private Measurement shortestEpoch() {
    int features = FEATURES[FEATURES.length - 1];
    double[] seconds = new double[ROUNDS];
    Arrays.setAll(seconds, round -> lastEpoch(EnginesCase.OTHER, features, 1).seconds());
    return Measurement.of(label(EnginesCase.OTHER + ", epoch of one step", features), "s", seconds);
  }

  private static FieldSchema schema(int features) {
    List<Field> fields = new ArrayList<>();
    for (int f = 0; f < FIELDS; f++) {
      fields.add(new Field("f" + f, "f" + f, features / FIELDS, Pooling.SUM));
    }
    return new FieldSchema(fields);
  }

  private double ratio(int features) {
    return rates.median(label(EnginesCase.FIRST, features))
        / rates.median(label(EnginesCase.OTHER, features));
  }

  private static String ratioName() {
    return EnginesCase.FIRST + " ÷ " + EnginesCase.OTHER;
  }

  private static String label(String what, int features) {
    return String.format(Locale.ROOT, "%s, %,d features", what, features);
  }

  static String method() {
    return String.format(
        Locale.ROOT,
        "Growth: examples per second in the second epoch, of %d steps, of a fit to %d single-valued fields"
            + " with values drawn log-uniformly, in turns, %d times. Such an epoch includes what is"
            + " exchanged with the worker once in it: by `%s` the rows that changed, by `%s` all"
            + " parameters and their optimizer state, which takes most of an *epoch of one step* and"
            + " counts for less the more steps there are between two exchanges.",
        STEPS,
        FIELDS,
        ROUNDS,
        EnginesCase.FIRST,
        EnginesCase.OTHER);
  }
}
