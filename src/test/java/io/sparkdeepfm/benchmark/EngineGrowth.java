package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** How fast both engines train as the vocabulary grows. */
final class EngineGrowth {
  private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 3);
  private static final int STEPS = Integer.getInteger("benchmark.steps", 128);
  private static final int FIELDS = 10;

  /** Numbers of features, and the part of the steps that is enough where steps are long. */
  private enum Size {
    SMALL(10_000, 2),
    MIDDLE(100_000, 4),
    LARGE(1_000_000, 16);

    private final int features;
    private final int divisor;

    Size(int features, int divisor) {
      this.features = features;
      this.divisor = divisor;
    }

    int steps(String engine) {
      return engine.equals(EnginesCase.OTHER) ? Math.max(1, STEPS / divisor) : STEPS;
    }
  }

  private final SparkSession spark;
  private final Samples samples = new Samples("examples/s");

  EngineGrowth(SparkSession spark) {
    this.spark = spark;
  }

  /** The rates, and how many times the other engine's the first one's are. */
  List<Measurement> measure() {
    for (String engine : EnginesCase.ENGINES) {
      examplesPerSecond(engine, Size.SMALL); // loads and compiles
    }
    for (Size size : Size.values()) {
      for (String engine : EnginesCase.ENGINES) {
        samples.add(label(engine, size), () -> examplesPerSecond(engine, size));
      }
    }
    samples.measure(ROUNDS);
    List<Measurement> measurements = new ArrayList<>(samples.measurements());
    for (Size size : Size.values()) {
      measurements.add(Measurement.of(label(ratioName(), size), "×", ratio(size)));
    }
    return measurements;
  }

  /** Of the second epoch: in the first the parameters are made. */
  private double examplesPerSecond(String engine, Size size) {
    long examples = (long) size.steps(engine) * EnginesCase.BATCH;
    Dataset<Row> data = BenchmarkSpark.examples(spark, schema(size.features), examples);
    return EnginesCase.classifier(engine)
        .setNumEpochs(2)
        .fit(data)
        .summary()
        .lastEpoch()
        .examplesPerSecond();
  }

  private static FieldSchema schema(int features) {
    List<Field> fields = new ArrayList<>();
    for (int f = 0; f < FIELDS; f++) {
      fields.add(new Field("f" + f, "f" + f, features / FIELDS, Pooling.SUM));
    }
    return new FieldSchema(fields);
  }

  private double ratio(Size size) {
    return samples.median(label(EnginesCase.FIRST, size))
        / samples.median(label(EnginesCase.OTHER, size));
  }

  private static String ratioName() {
    return EnginesCase.FIRST + " ÷ " + EnginesCase.OTHER;
  }

  private static String label(String what, Size size) {
    return String.format(Locale.ROOT, "%s, %,d features", what, size.features);
  }

  static String method() {
    return String.format(
        Locale.ROOT,
        "Growth: examples per second in the second epoch of a fit to %d single-valued fields with values"
            + " drawn log-uniformly, as the training summary gives them, in turns, %d times; an epoch is"
            + " of %d steps with `%s`, of %d, %d and %d with `%s`, whose steps pass over all parameters."
            + " An epoch includes what each engine exchanges with its worker once per epoch: rows that"
            + " changed, or all parameters and their optimizer state, which counts for less in longer"
            + " epochs.",
        FIELDS,
        ROUNDS,
        STEPS,
        EnginesCase.FIRST,
        Size.SMALL.steps(EnginesCase.OTHER),
        Size.MIDDLE.steps(EnginesCase.OTHER),
        Size.LARGE.steps(EnginesCase.OTHER),
        EnginesCase.OTHER);
  }
}
