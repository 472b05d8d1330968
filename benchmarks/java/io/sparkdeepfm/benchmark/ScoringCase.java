package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.benchmark.TorchPeer.Mode;
import io.sparkdeepfm.benchmark.TorchPeer.Precision;
import io.sparkdeepfm.benchmark.TorchPeer.Question;
import io.sparkdeepfm.data.ExampleBlock;
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
  private static final int FEATURES = 1_000_000;
  private static final int IN_MEMORY = 65_536;
  private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 7);
  private static final String TRANSFORM = "ours, transform of Parquet, float32";
  private static final String TRANSFORM_BF16 = "ours, transform of Parquet, bfloat16";
  private static final String TINY = "transform by a model without layers, D 1";
  private static final String CONVERSION = "Spark's public mapPartitions that changes nothing";
  private static final String READING = "reading alone";
  private static final String MEMORY = "ours without Spark, from memory, float32";
  private static final String MEMORY_BF16 = "ours without Spark, from memory, bfloat16";

  private final int rows = Integer.getInteger("benchmark.rows", 400_000);

  @Override
  public String name() {
    return "scoring";
  }

  @Override
  public CaseResult run() throws IOException {
    Samples samples = new Samples("rows/s");
    Optional<TorchPeer> torch = TorchPeer.start(Settings.threads());
    try (SparkSession session = BenchmarkSpark.start()) {
      addOurs(samples, session);
      torch.ifPresent(peer -> addPeer(samples, peer));
      samples.measure(ROUNDS);
      return result(samples, torch);
    } finally {
      if (torch.isPresent()) {
        torch.get().close();
      }
    }
  }

  private void addOurs(Samples samples, SparkSession session) {
    String path = Settings.scratch().resolve("scoring.parquet").toString();
    BenchmarkSpark.examples(session, FEATURES, rows).write().mode("overwrite").parquet(path);
    Dataset<Row> data = session.read().parquet(path);
    DeepFMClassificationModel model =
        fit(new DeepFMClassifier().setHiddenUnits(400, 400, 400), 16, data);
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

  private static InMemoryScoring inMemory(
      DeepFMClassificationModel model, io.sparkdeepfm.math.Precision precision) {
    return new InMemoryScoring(model, block(), Settings.threads(), precision);
  }

  /** Trained on a few rows only: speed does not depend on what was learned. */
  private static DeepFMClassificationModel fit(
      DeepFMClassifier classifier, int embeddingDim, Dataset<Row> data) {
    return classifier
        .setEmbeddingDim(embeddingDim)
        .setBatchSize(CriteoShape.BATCH)
        .fit(data.limit(2 * CriteoShape.BATCH));
  }

  private static ExampleBlock block() {
    return CriteoShape.examples(CriteoShape.config(FEATURES), IN_MEMORY);
  }

  private static void addRate(Samples samples, String label, int count, Runnable work) {
    work.run(); // compiles
    work.run();
    samples.add(label, () -> count / BenchmarkSpark.seconds(work));
  }

  private static void addPeer(Samples samples, TorchPeer peer) {
    for (Precision precision : Precision.values()) {
      Question question = question(precision);
      peer.examplesPerSecond(question); // warms up
      samples.add(label(precision), () -> peer.examplesPerSecond(question));
    }
  }

  private static Question question(Precision precision) {
    return new Question(Mode.SCORE, FEATURES, CriteoShape.BATCH, IN_MEMORY, precision, false);
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
              1.5));
      comparisons.add(
          Comparison.atLeast(
              "scoring in transform with bfloat16 products ÷ PyTorch's forward pass, fp32",
              samples.median(TRANSFORM_BF16) / peer,
              "×",
              1.5));
    }
    return new CaseResult(
        name(),
        "Scoring",
        method(),
        samples.measurements(),
        comparisons,
        List.of(torch.map(peer -> "PyTorch " + peer.version() + ".").orElse(TorchPeer.MISSING)));
  }

  private String method() {
    return String.format(
        Locale.ROOT,
        "Rows per second on all cores, at 1 M features of Criteo's shape: `transform` of %,d rows"
            + " (id, label, features vector) from Parquet to Spark's `noop` sink, which computes all"
            + " columns and drops them. Beside it what Spark costs: reading alone; Spark's public"
            + " `mapPartitions` of the same rows, which makes Java objects of all columns and back; and"
            + " `transform` by a model with next to no arithmetic. PyTorch scores batches of 4096 that"
            + " are in memory as index arrays, in inference mode; so does our scorer without Spark. All"
            + " in turns, %d times.",
        rows,
        ROUNDS);
  }
}
