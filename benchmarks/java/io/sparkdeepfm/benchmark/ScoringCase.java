package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.benchmark.TorchPeer.Precision;
import io.sparkdeepfm.benchmark.TorchPeer.Question;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Rows scored per second by {@code transform} in Spark, against PyTorch's forward pass. */
final class ScoringCase implements BenchmarkCase {
  private static final int IN_MEMORY = 65_536;
  private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 7);
  private static final String TRANSFORM = "ours, transform of Parquet, float32";
  private static final String TRANSFORM_BF16 = "ours, transform of Parquet, bfloat16";
  private static final String TINY = "transform by a model without layers, D 1";
  private static final String CONVERSION = "Spark's public mapPartitions that changes nothing";
  private static final String READING = "reading alone";
  private static final String MEMORY = "ours without Spark, from memory, float32";
  private static final String MEMORY_BF16 = "ours without Spark, from memory, bfloat16";

  private final int rows = Integer.getInteger("benchmark.rows", 1_000_000);
  private final String name;
  private final String title;
  private final ScoredRows shape;

  private ScoringCase(String name, String title, ScoredRows shape) {
    this.name = name;
    this.title = title;
    this.shape = shape;
  }

  static ScoringCase uniform() {
    return new ScoringCase("scoring", "Scoring", new ScoredRows.Uniform());
  }

  static ScoringCase trueShape() {
    return new ScoringCase(
        "true-shape-scoring", "Scoring of rows like Criteo's", new ScoredRows.True());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public CaseResult run() throws IOException {
    Samples samples = new Samples("rows/s");
    Optional<TorchPeer> torch = TorchPeer.start(Settings.threads());
    try (SparkSession session = BenchmarkSpark.start()) {
      addOurs(samples, session);
      if (torch.isPresent()) {
        addPeer(samples, torch.get());
      }
      samples.measure(ROUNDS);
      return result(samples, torch);
    } finally {
      if (torch.isPresent()) {
        torch.get().close();
      }
    }
  }

  private void addOurs(Samples samples, SparkSession session) {
    String path = Settings.scratch().resolve(name + ".parquet").toString();
    shape.table(session, rows).write().mode("overwrite").parquet(path);
    Dataset<Row> data = session.read().parquet(path);
    DeepFMClassificationModel model =
        fit(new DeepFMClassifier().setHiddenUnits(400, 400, 400), 16, data);
    model.setMatmulPrecision("float32"); // not auto, which is bfloat16 where that is multiplied
    DeepFMClassificationModel tiny = fit(new DeepFMClassifier().setHiddenUnits(), 1, data);
    Dataset<Row> unchanged =
        data.mapPartitions(
            (MapPartitionsFunction<Row, Row>) partition -> partition, Encoders.row(data.schema()));
    DeepFMClassificationModel bfloat16 = model.copy(ParamMap.empty());
    bfloat16.setMatmulPrecision("bfloat16");
    InMemoryScoring memory = inMemory(model, io.sparkdeepfm.math.Precision.FLOAT32);
    InMemoryScoring memoryBfloat16 = inMemory(model, io.sparkdeepfm.math.Precision.BFLOAT16);
    addRate(samples, TRANSFORM, rows, () -> BenchmarkSpark.drain(model.transform(data)));
    addRate(samples, TRANSFORM_BF16, rows, () -> BenchmarkSpark.drain(bfloat16.transform(data)));
    addRate(samples, TINY, rows, () -> BenchmarkSpark.drain(tiny.transform(data)));
    addRate(samples, CONVERSION, rows, () -> BenchmarkSpark.drain(unchanged));
    addRate(samples, READING, rows, () -> BenchmarkSpark.drain(data));
    addRate(samples, MEMORY, IN_MEMORY, memory::score);
    addRate(samples, MEMORY_BF16, IN_MEMORY, memoryBfloat16::score);
  }

  private InMemoryScoring inMemory(
      DeepFMClassificationModel model, io.sparkdeepfm.math.Precision precision) {
    return new InMemoryScoring(model, shape.block(IN_MEMORY), Settings.threads(), precision);
  }

  /** Trained on a few rows only: speed does not depend on what was learned. */
  private static DeepFMClassificationModel fit(
      DeepFMClassifier classifier, int embeddingDim, Dataset<Row> data) {
    return classifier
        .setEmbeddingDim(embeddingDim)
        .setBatchSize(CriteoShape.BATCH)
        .fit(data.limit(2 * CriteoShape.BATCH));
  }

  private static void addRate(Samples samples, String label, int count, Runnable work) {
    work.run(); // compiles
    work.run();
    samples.add(label, () -> count / BenchmarkSpark.seconds(work));
  }

  private void addPeer(Samples samples, TorchPeer peer) throws IOException {
    for (Precision precision : Precision.here()) {
      Question question = shape.question(precision, IN_MEMORY);
      peer.examplesPerSecond(question); // warms up
      samples.add(label(precision), () -> peer.examplesPerSecond(question));
    }
  }

  private static String label(Precision precision) {
    return "PyTorch " + precision.name().toLowerCase(Locale.ROOT) + ", forward pass from memory";
  }

  private CaseResult result(Samples samples, Optional<TorchPeer> torch) {
    List<Comparison> comparisons = new ArrayList<>();
    if (torch.isPresent()) {
      double peer = samples.median(label(Precision.FP32));
      comparisons.add(
          Comparison.atLeast(
              "scoring in transform ÷ PyTorch's forward pass, fp32",
              samples.median(TRANSFORM) / peer,
              "×",
              1.2));
      if (Precision.here().contains(Precision.BF16)) {
        comparisons.add(
            Comparison.atLeast(
                "scoring in transform ÷ PyTorch's forward pass, bfloat16",
                samples.median(TRANSFORM_BF16) / samples.median(label(Precision.BF16)),
                "×",
                1.0));
      }
    }
    return new CaseResult(
        name, title, method(), samples.measurements(), comparisons, TorchPeer.notes(torch));
  }

  private String method() {
    return String.format(
        Locale.ROOT,
        "Rows per second on all cores, %s: `transform` of %,d rows"
            + " (id, label, features vector) from Parquet to Spark's `noop` sink, which computes all"
            + " columns and drops them. Beside it what Spark costs: reading alone; Spark's public"
            + " `mapPartitions` of the same rows, which makes Java objects of all columns and back; and"
            + " `transform` by a model with next to no arithmetic. PyTorch scores batches of 4096 that"
            + " are in memory as index arrays, in inference mode; so does our scorer without Spark. All"
            + " in turns, %d times.",
        shape.description(),
        rows,
        ROUNDS);
  }
}
