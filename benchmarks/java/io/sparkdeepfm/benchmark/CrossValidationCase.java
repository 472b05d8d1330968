package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.TrainingSummary;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.train.EpochMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
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
  public CaseResult run() throws IOException {
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
      searches.get(1).run(raw); // loads and compiles
      Taken[][] taken = new Taken[searches.size()][ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        for (int s = 0; s < taken.length; s++) {
          taken[s][round] = searches.get(s).run(raw);
          System.out.printf("  %d/%d %s %s%n", round + 1, ROUNDS, searches.get(s), taken[s][round]);
        }
      }
      return result(taken);
    }
  }

  /**
   * Seconds of a search.
   *
   * @param whole with the last fit
   * @param beforeEpochs of the median fit but the first of each fold, which has Spark cache the
   *     fold
   */
  private record Taken(double whole, double beforeEpochs) {}

  /**
   * A search over settings.
   *
   * @param inside whether the stages before the classifier are fitted for each setting
   * @param shared whether the settings differ by what the encoding does not depend on
   */
  private record Search(boolean inside, boolean shared) {
    Taken run(Dataset<Row> raw) {
      long begin = System.nanoTime();
      CrossValidatorModel found = fit(raw);
      double whole = (System.nanoTime() - begin) * 1e-9;
      double[] further =
          Arrays.stream(found.subModels())
              .flatMap(fold -> Arrays.stream(fold).skip(1))
              .mapToDouble(Search::beforeEpochs)
              .toArray();
      return new Taken(whole, Measurement.of("", "s", further).median());
    }

    private static double beforeEpochs(Model<?> model) {
      Model<?> last =
          model instanceof PipelineModel stages
              ? (Model<?>) stages.stages()[stages.stages().length - 1]
              : model;
      TrainingSummary summary = ((DeepFMClassificationModel) last).summary();
      return summary.seconds()
          - summary.history().stream().mapToDouble(EpochMetrics::seconds).sum();
    }

    private CrossValidatorModel fit(Dataset<Row> raw) {
      if (inside) {
        return validator(new Pipeline().setStages(stages(true))).fit(raw);
      }
      PipelineModel before = new Pipeline().setStages(stages(false)).fit(raw);
      return validator(classifier()).fit(before.transform(raw));
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
          .setCollectSubModels(true)
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

  private CaseResult result(Taken[][] taken) {
    return new CaseResult(
        name(),
        "Cross-validation",
        method(),
        List.of(
            of("stages before, one encoding", taken[1], Taken::whole),
            of("stages before, an encoding per setting", taken[0], Taken::whole),
            of("stages inside, one encoding per fit of them", taken[3], Taken::whole),
            of("stages inside, an encoding per setting", taken[2], Taken::whole),
            of("further fit before its epoch, one encoding", taken[1], Taken::beforeEpochs),
            of(
                "further fit before its epoch, an encoding per setting",
                taken[0],
                Taken::beforeEpochs)),
        List.of(
            ratio("search, one encoding ÷ one per setting", taken, Taken::whole),
            ratio(
                "further fit before its epoch, one encoding ÷ one per setting",
                taken,
                Taken::beforeEpochs)),
        List.of());
  }

  private static Measurement of(String label, Taken[] taken, ToDoubleFunction<Taken> part) {
    return Measurement.of(label, "s", Arrays.stream(taken).mapToDouble(part).toArray());
  }

  private static Comparison ratio(String label, Taken[][] taken, ToDoubleFunction<Taken> part) {
    double ratio = of("", taken[1], part).median() / of("", taken[0], part).median();
    return Comparison.atMost(label, ratio, "×", 0.5);
  }

  private static String method() {
    return String.format(
        Locale.ROOT,
        "Wall time of Spark's `CrossValidator` over %d folds and %d settings on Frappe (frappe_x1, 202,027 rows of a"
            + " csv file; `embeddingDim` 16, `hiddenUnits` 64, `batchSize` 1024, one epoch) on Spark `local`, all"
            + " cores, with the last fit, on all rows. Settings of one encoding are learning rates; settings of their"
            + " own are seeds, by which examples are also mixed, so that each is encoded anew, as any was before"
            + " encodings were kept. *Before*: `VocabularyIndexer` and `FieldAssembler` are fitted once, to all rows,"
            + " and the search is over `DeepFMClassifier`. *Inside*: it is over a pipeline of the three, whose features"
            + " come from newly fitted stages for each setting. *A further fit before its epoch*: of the fits on a fold all"
            + " but the first, in which Spark reads and caches the fold, from the begin of `fit` to that of the epoch.",
        FOLDS,
        RATES.length);
  }
}
