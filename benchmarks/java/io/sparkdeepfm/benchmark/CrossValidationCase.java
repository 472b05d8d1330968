package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** What a search over settings takes, where each fold is encoded once and where it is not. */
final class CrossValidationCase implements BenchmarkCase {
  private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 3);
  private static final int FOLDS = 3;
  private static final double[] RATES = {0.001, 0.002, 0.005, 0.01};
  private static final long[] SEEDS = {1, 2, 3, 4};

  @Override
  public String name() {
    return "cross-validation";
  }

  @Override
  public CaseResult run() {
    Path data = Settings.data("frappe");
    try (SparkSession spark = BenchmarkSpark.start()) {
      Dataset<Row> raw =
          FrappeFiles.csv(spark, data.resolve("train.csv"))
              .withColumn("label", functions.col("label").cast("double"));
      List<Search> searches =
          List.of(
              new Search(false, false),
              new Search(false, true),
              new Search(true, false),
              new Search(true, true));
      searches.get(1).seconds(raw); // loads and compiles
      double[][] seconds = new double[searches.size()][ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        for (int s = 0; s < seconds.length; s++) {
          seconds[s][round] = searches.get(s).seconds(raw);
          System.out.printf(
              "  %d/%d %s %.1f s%n", round + 1, ROUNDS, searches.get(s), seconds[s][round]);
        }
      }
      return result(seconds);
    }
  }

  /**
   * A search over settings.
   *
   * @param inside whether the stages before the classifier are fitted for each setting
   * @param shared whether the settings differ by what the encoding does not depend on
   */
  private record Search(boolean inside, boolean shared) {
    double seconds(Dataset<Row> raw) {
      return BenchmarkSpark.seconds(() -> fit(raw));
    }

    private void fit(Dataset<Row> raw) {
      if (inside) {
        validator(new Pipeline().setStages(stages(true))).fit(raw);
      } else {
        PipelineModel before = new Pipeline().setStages(stages(false)).fit(raw);
        validator(classifier()).fit(before.transform(raw));
      }
    }

    private CrossValidator validator(Estimator<?> estimator) {
      ParamGridBuilder grid = new ParamGridBuilder();
      ParamMap[] settings =
          (shared
                  ? grid.addGrid(classifier().learningRate(), RATES)
                  : grid.addGrid(classifier().seed(), SEEDS))
              .build();
      return new CrossValidator()
          .setEstimator(estimator)
          .setEstimatorParamMaps(settings)
          .setEvaluator(new BinaryClassificationEvaluator())
          .setNumFolds(FOLDS)
          .setSeed(1);
    }
  }

  private static PipelineStage[] stages(boolean withClassifier) {
    String[] columns = FrappeFiles.columns();
    String[] indices = FrappeFiles.indices();
    PipelineStage indexer = new VocabularyIndexer().setInputCols(columns).setOutputCols(indices);
    PipelineStage assembler = new FieldAssembler().setInputCols(indices);
    return withClassifier
        ? new PipelineStage[] {indexer, assembler, classifier()}
        : new PipelineStage[] {indexer, assembler};
  }

  private static DeepFMClassifier classifier() {
    return new DeepFMClassifier("classifier")
        .setEmbeddingDim(16)
        .setHiddenUnits(64)
        .setBatchSize(1024)
        .setNumEpochs(1)
        .setSeed(1);
  }

  private CaseResult result(double[][] seconds) {
    return new CaseResult(
        name(),
        "Cross-validation",
        method(),
        List.of(
            Measurement.of("stages before, settings of one encoding", "s", seconds[1]),
            Measurement.of("stages before, settings of their own encoding", "s", seconds[0]),
            Measurement.of("stages inside, settings of one encoding", "s", seconds[3]),
            Measurement.of("stages inside, settings of their own encoding", "s", seconds[2])),
        List.of(
            Comparison.atMost(
                "encoded once ÷ for each setting, stages before",
                median(seconds[1]) / median(seconds[0]),
                "×",
                0.5),
            Comparison.atMost(
                "encoded once ÷ for each setting, stages inside",
                median(seconds[3]) / median(seconds[2]),
                "×",
                0.5)),
        List.of());
  }

  private static double median(double[] seconds) {
    return Measurement.of("", "s", seconds).median();
  }

  private static String method() {
    return String.format(
        Locale.ROOT,
        "Wall time of Spark's `CrossValidator` over %d folds and %d settings on Frappe (frappe_x1, 202,027 rows of a"
            + " csv file; `embeddingDim` 16, `hiddenUnits` 64, `batchSize` 1024, one epoch) on Spark `local`, all"
            + " cores, with the last fit, on all rows. Settings of one encoding are learning rates; settings of their"
            + " own are seeds, by which examples are also mixed, so that each is encoded anew, as any was before"
            + " encodings were kept. *Before*: `VocabularyIndexer` and `FieldAssembler` are fitted once, to all rows,"
            + " and the search is over `DeepFMClassifier`. *Inside*: it is over a pipeline of the three.",
        FOLDS,
        RATES.length);
  }
}
