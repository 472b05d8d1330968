package io.sparkdeepfm.examples;

import io.sparkdeepfm.DeepFMRegressor;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.recommendation.ALS;
import org.apache.spark.ml.regression.FMRegressor;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The ratings of MovieLens-100k as numbers from 1 to 5: {@link DeepFMRegressor} beside MLlib's
 * {@code FMRegressor} and {@code ALS} on the same split, eight rows in ten to train on and one each
 * to validate and to test on. The settings of MLlib's two are chosen for each seed from a grid by
 * the validation rows; ours stop by them.
 */
@Command(
    name = "movielens-100k-ratings",
    description = "RMSE on the ratings of MovieLens-100k, beside MLlib's FMRegressor and ALS.")
public final class MovieLensRatings implements Callable<Integer> {
  private static final String[] INDEXED = {
    "user", "movie", "gender", "age", "occupation", "genres", "title"
  };

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this and exit.")
  boolean help;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "The folder with the data set's own files.")
  Path data;

  @Option(
      names = "--seeds",
      defaultValue = "1,2,3",
      split = ",",
      paramLabel = "N",
      description = "Of splits and trainings (default: ${DEFAULT-VALUE}).")
  List<Long> seeds;

  @Option(
      names = "--only",
      split = ",",
      defaultValue = "ours,als,fm",
      paramLabel = "NAME",
      description = "Which of ours, als and fm (default: all).")
  List<String> only;

  @Option(
      names = "--set",
      paramLabel = "param=value",
      description = "Instead of what the recipe says, as --set numEpochs=2; may be repeated.")
  List<String> assignments = new ArrayList<>();

  @Option(names = "--home", defaultValue = ".", hidden = true)
  Path home;

  private PrintStream out = System.out;

  /** Runs the command on this JVM's streams. */
  public static void main(String[] args) {
    System.exit(Example.commandLine(new MovieLensRatings(), System.err).execute(args));
  }

  /** Sends the lines elsewhere. */
  public MovieLensRatings printingTo(PrintStream stream) {
    out = stream;
    return this;
  }

  @Override
  public Integer call() throws IOException {
    DataSet.MOVIELENS_100K.requireIn(data);
    Recipe recipe =
        Recipe.read(home.resolve("examples").resolve("movielens-100k-ratings"), "recipe");
    assignments.forEach(recipe::set);
    SparkSession spark =
        SparkSession.builder()
            .appName("movielens-100k-ratings")
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.ui.enabled", "false")
            .getOrCreate();
    Ratings ratings = Ratings.read(data);
    for (long seed : seeds) {
      Split split = Split.of(spark, ratings, seed);
      if (only.contains("ours")) {
        ours(split, recipe, seed);
      }
      if (only.contains("als")) {
        als(split, seed);
      }
      if (only.contains("fm")) {
        factorizationMachine(split, seed);
      }
      split.all.unpersist();
    }
    return 0;
  }

  /**
   * The rows, of which some are apart.
   *
   * @param all with features, and {@code part}: 0 for training, 1 for validation, 2 for test
   */
  private record Split(Dataset<Row> all) {
    static Split of(SparkSession spark, Ratings ratings, long seed) {
      Random random = new Random(seed);
      List<Row> rows = new ArrayList<>();
      for (Object[] rating : ratings.numbers()) {
        double chance = random.nextDouble();
        Object[] row = Arrays.copyOf(rating, rating.length + 1);
        row[rating.length] = chance < 0.8 ? 0 : chance < 0.9 ? 1 : 2;
        rows.add(RowFactory.create(row));
      }
      StructType schema = new StructType().add("rating", DataTypes.DoubleType);
      for (String column : INDEXED) {
        schema = schema.add(column, DataTypes.StringType);
      }
      Dataset<Row> all =
          spark
              .createDataFrame(rows, schema.add("part", DataTypes.IntegerType))
              .withColumn(
                  "title", functions.split(functions.lower(functions.col("title")), "[^a-z0-9]+"));
      return new Split(features(all).transform(all).repartition(4).cache());
    }

    /** Vocabularies of the training rows, and one vector of all fields. */
    private static PipelineModel features(Dataset<Row> all) {
      String[] indices = Arrays.stream(INDEXED).map(c -> c + "_index").toArray(String[]::new);
      VocabularyIndexer indexer =
          new VocabularyIndexer()
              .setInputCols(INDEXED)
              .setOutputCols(indices)
              .setMinFrequency(1)
              .setDelimiterArray("", "", "", "", "", "|", "");
      FieldAssembler assembler =
          new FieldAssembler()
              .setInputCols(indices)
              .setPoolings("sum", "sum", "sum", "sum", "sum", "mean", "mean")
              .setOutputCol("features");
      return new Pipeline()
          .setStages(new PipelineStage[] {indexer, assembler})
          .fit(all.where("part = 0"));
    }

    Dataset<Row> part(int number) {
      return all.where("part = " + number);
    }

    /** RMSE or MAE on a part; a user or movie that a model does not know is given the mean. */
    double measure(Dataset<Row> scored, String metric) {
      double mean = part(0).agg(functions.avg("rating")).head().getDouble(0);
      return new RegressionEvaluator()
          .setLabelCol("rating")
          .setMetricName(metric)
          .evaluate(scored.na().fill(mean, new String[] {"prediction"}));
    }
  }

  private void ours(Split split, Recipe recipe, long seed) {
    DeepFMRegressor regressor =
        new DeepFMRegressor().setLabelCol("rating").setValidationIndicatorCol("held").setSeed(seed);
    recipe.setOn(regressor);
    var model =
        regressor.fit(split.all.where("part < 2").withColumn("held", functions.expr("part = 1")));
    report(
        "DeepFMRegressor", split, seed, model::transform, ", epoch " + model.summary().bestEpoch());
  }

  private void als(Split split, long seed) {
    Dataset<Row> ids =
        split
            .all
            .withColumn("userId", functions.expr("int(user)"))
            .withColumn("movieId", functions.expr("int(movie)"));
    Dataset<Row> train = ids.where("part = 0").cache();
    Best best = new Best();
    for (int rank : new int[] {8, 32, 64}) {
      for (double strength : new double[] {0.05, 0.1, 0.15, 0.2}) {
        var model =
            new ALS()
                .setUserCol("userId")
                .setItemCol("movieId")
                .setRatingCol("rating")
                .setRank(rank)
                .setRegParam(strength)
                .setMaxIter(15)
                .setSeed(seed)
                .fit(train);
        Function<Dataset<Row>, Dataset<Row>> score =
            rows ->
                model.transform(
                    rows.withColumn("userId", functions.expr("int(user)"))
                        .withColumn("movieId", functions.expr("int(movie)")));
        best.offer(
            split, score, String.format(Locale.ROOT, ", rank %d, regParam %s", rank, strength));
      }
    }
    report("ALS", split, seed, best.score, best.settings);
    train.unpersist();
  }

  private void factorizationMachine(Split split, long seed) {
    UDF1<Vector, Vector> dropZeros = vector -> vector.toSparse(); // it fails on stored zeros
    var sparse = functions.udf(dropZeros, SQLDataTypes.VectorType());
    Dataset<Row> train =
        split.part(0).withColumn("features", sparse.apply(functions.col("features"))).cache();
    Best best = new Best();
    for (int factors : new int[] {4, 16}) {
      for (double strength : new double[] {0, 0.01}) {
        for (double step : new double[] {0.01, 0.1}) {
          var model =
              new FMRegressor()
                  .setLabelCol("rating")
                  .setFactorSize(factors)
                  .setRegParam(strength)
                  .setStepSize(step)
                  .setMaxIter(200)
                  .setSeed(seed)
                  .fit(train);
          best.offer(
              split,
              rows ->
                  model.transform(
                      rows.withColumn("features", sparse.apply(functions.col("features")))),
              String.format(
                  Locale.ROOT,
                  ", factorSize %d, regParam %s, stepSize %s",
                  factors,
                  strength,
                  step));
        }
      }
    }
    report("FMRegressor", split, seed, best.score, best.settings);
    train.unpersist();
  }

  /** The best of several settings by the validation rows. */
  private static final class Best {
    private Function<Dataset<Row>, Dataset<Row>> score;
    private String settings;
    private double error = Double.POSITIVE_INFINITY;

    void offer(Split split, Function<Dataset<Row>, Dataset<Row>> candidate, String its) {
      double found = split.measure(candidate.apply(split.part(1)), "rmse");
      if (found < error) {
        error = found;
        score = candidate;
        settings = its;
      }
    }
  }

  private void report(
      String name,
      Split split,
      long seed,
      Function<Dataset<Row>, Dataset<Row>> score,
      String settings) {
    out.printf(
        Locale.ROOT,
        "%s, seed %d: test RMSE %.4f, MAE %.4f (validation %.4f)%s%n",
        name,
        seed,
        split.measure(score.apply(split.part(2)), "rmse"),
        split.measure(score.apply(split.part(2)), "mae"),
        split.measure(score.apply(split.part(1)), "rmse"),
        settings);
  }
}
