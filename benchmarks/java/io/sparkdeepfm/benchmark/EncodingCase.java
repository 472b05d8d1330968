package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * From Criteo's 26 categorical columns to a features vector, against MLlib's own stages. System
 * property {@code benchmark.encoding.rows}: number of rows, for quick runs.
 */
final class EncodingCase implements BenchmarkCase {
  private static final long DEFAULT_ROWS = 1_000_000;
  private static final int REPETITIONS = 3;

  /** The warm-up has a fifth of the rows: MLlib's stages need minutes for all of them. */
  private static final int WARM_UP_SHARE = 5;

  private static final String OURS = "VocabularyIndexer + FieldAssembler";
  private static final String MLLIB = "StringIndexer + OneHotEncoder + VectorAssembler";

  private final List<EncodingRun> ours = new ArrayList<>();
  private final List<EncodingRun> mllib = new ArrayList<>();

  @Override
  public String name() {
    return "encoding";
  }

  /** MLlib keeps every distinct value as a String several times over. */
  @Override
  public String heap() {
    return "6g";
  }

  @Override
  public CaseResult run() throws Exception {
    long numRows = Long.getLong("benchmark.encoding.rows", DEFAULT_ROWS);
    try (SparkSession session = BenchmarkSpark.start()) {
      Dataset<Row> fewer = rows(session, Math.max(1, numRows / WARM_UP_SHARE));
      EncodingRun.of(ourPipeline(), fewer); // compiles
      EncodingRun.of(mllibPipeline(), fewer);
      Dataset<Row> rows = rows(session, numRows);
      for (int i = 0; i < REPETITIONS; i++) {
        ours.add(EncodingRun.of(ourPipeline(), rows));
        mllib.add(EncodingRun.of(mllibPipeline(), rows));
        System.out.printf("  %d/%d %s | %s%n", i + 1, REPETITIONS, ours.get(i), mllib.get(i));
      }
    }
    return new CaseResult(
        name(),
        String.format("Raw columns to features: 26 categorical columns, %,d rows", numRows),
        "Parquet with made-up values of 8 hexadecimal digits, as many distinct ones and nulls per"
            + " column as Criteo has, ranks log-uniform. Seconds of fit and of an executed"
            + " transform (the features are written to the noop sink) on local["
            + Settings.threads()
            + "], both pipelines in turns after a warm-up on a fifth of the rows. Nothing is cut by"
            + " frequency; StringIndexer keeps unseen values and nulls as one more value. Held:"
            + " live heap after full collections with the fitted model and the transformed Dataset"
            + " reachable, less the live heap before.",
        measurements(),
        comparisons(),
        List.of());
  }

  private static Dataset<Row> rows(SparkSession session, long numRows) {
    Path file = Settings.scratch().resolve("encoding-" + numRows + ".parquet");
    if (!Files.exists(file.resolve("_SUCCESS"))) {
      CategoricalData.rows(session, numRows, Settings.threads())
          .write()
          .mode("overwrite")
          .parquet(file.toString());
    }
    return session.read().parquet(file.toString());
  }

  private static Pipeline ourPipeline() {
    return pipeline(
        new VocabularyIndexer().setInputCols(columns("")).setOutputCols(columns("_index")),
        new FieldAssembler().setInputCols(columns("_index")));
  }

  private static Pipeline mllibPipeline() {
    return pipeline(
        new StringIndexer()
            .setInputCols(columns(""))
            .setOutputCols(columns("_index"))
            .setHandleInvalid("keep"),
        new OneHotEncoder().setInputCols(columns("_index")).setOutputCols(columns("_vector")),
        new VectorAssembler().setInputCols(columns("_vector")).setOutputCol("features"));
  }

  private static Pipeline pipeline(PipelineStage... stages) {
    return new Pipeline().setStages(stages);
  }

  private static String[] columns(String suffix) {
    return Stream.of(CategoricalData.columns()).map(c -> c + suffix).toArray(String[]::new);
  }

  private List<Measurement> measurements() {
    return List.of(
        of(OURS + ", fit", "s", ours, EncodingRun::fitSeconds),
        of(OURS + ", transform", "s", ours, EncodingRun::transformSeconds),
        of(OURS + ", together", "s", ours, EncodingRun::seconds),
        of(OURS + ", held", "MB", ours, EncodingRun::heldMegabytes),
        of(MLLIB + ", fit", "s", mllib, EncodingRun::fitSeconds),
        of(MLLIB + ", transform", "s", mllib, EncodingRun::transformSeconds),
        of(MLLIB + ", together", "s", mllib, EncodingRun::seconds),
        of(MLLIB + ", held", "MB", mllib, EncodingRun::heldMegabytes));
  }

  private List<Comparison> comparisons() {
    return List.of(
        Comparison.atLeast(
            "Speed of fit and transform, ours ÷ MLlib's",
            median(mllib, EncodingRun::seconds) / median(ours, EncodingRun::seconds),
            "×",
            5),
        Comparison.atMost(
            "Heap held, ours ÷ MLlib's",
            median(ours, EncodingRun::heldMegabytes) / median(mllib, EncodingRun::heldMegabytes),
            "×",
            0.5));
  }

  private static double median(List<EncodingRun> runs, ToDoubleFunction<EncodingRun> quantity) {
    return of("", "", runs, quantity).median();
  }

  private static Measurement of(
      String label, String unit, List<EncodingRun> runs, ToDoubleFunction<EncodingRun> quantity) {
    return Measurement.of(label, unit, runs.stream().mapToDouble(quantity).toArray());
  }
}
