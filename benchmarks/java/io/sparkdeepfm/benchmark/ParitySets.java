package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.LogMinMaxScaler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The rows of each data set of the case parity: label, features and split (train, validation or
 * test); vocabularies and ranges come from the training rows.
 */
final class ParitySets {
  private static final double[] CRITEO_CLIPS = {
    20, 600, 100, 50, 64000, 500, 100, 50, 500, 10, 10, 10, 50
  };

  private final SparkSession spark;

  ParitySets(SparkSession spark) {
    this.spark = spark;
  }

  /** frappe_x1, with the splits that its files make. */
  Dataset<Row> frappe() {
    Path data = Settings.data("frappe");
    Dataset<Row> rows =
        Stream.of("train", "valid", "test")
            .map(
                split ->
                    spark
                        .read()
                        .option("header", "true")
                        .csv(data.resolve(split + ".csv").toString())
                        .withColumn(
                            "split", functions.lit(split.equals("valid") ? "validation" : split)))
            .reduce(Dataset::union)
            .orElseThrow();
    String[] columns =
        Arrays.stream(rows.columns())
            .filter(column -> !column.equals("label") && !column.equals("split"))
            .toArray(String[]::new);
    return encode(rows, List.of(indexer(columns, 1), assembler(columns)));
  }

  /** Ratings above 3; a fifth for test, a tenth for validation, by a hash of user and movie. */
  Dataset<Row> movieLens() {
    Path data = Settings.data("ml-100k");
    Dataset<Row> users =
        separated(data.resolve("u.user"), "|").toDF("user", "years", "gender", "occupation", "zip");
    Dataset<Row> movies =
        separated(data.resolve("u.item"), "|")
            .selectExpr(
                "_c0 AS movie", "regexp_extract_all(lower(_c1), r'[\\p{L}\\p{N}]+', 0) AS title");
    Dataset<Row> rows =
        separated(data.resolve("u.data"), "\t")
            .toDF("user", "movie", "rating", "time")
            .join(users, "user")
            .join(movies, "movie")
            .selectExpr(
                "CAST(rating > 3 AS int) AS label",
                "user",
                "gender",
                "CAST(int(years) DIV 5 AS string) AS age",
                "occupation",
                "movie",
                "title",
                "CASE WHEN pmod(xxhash64(user, movie), 10) < 2 THEN 'test'"
                    + " WHEN pmod(xxhash64(user, movie), 10) = 2 THEN 'validation'"
                    + " ELSE 'train' END AS split");
    String[] columns = {"user", "gender", "age", "occupation", "movie", "title"};
    return encode(
        rows,
        List.of(
            indexer(columns, 1),
            assembler(columns).setPoolings("sum", "sum", "sum", "sum", "sum", "mean")));
  }

  private Dataset<Row> separated(Path file, String separator) {
    return spark
        .read()
        .option("sep", separator)
        .option("encoding", "ISO-8859-1")
        .csv(file.toString());
  }

  /** The sample of Criteo's logs, 39 fields, tokens seen at least 10 times. */
  Dataset<Row> criteo() {
    Path data = Settings.data("criteo");
    String[] counts = CriteoTable.counts();
    String[] tokens = CriteoTable.tokens();
    StructType schema = new StructType().add("label", DataTypes.IntegerType);
    for (String count : counts) {
      schema = schema.add(count, DataTypes.IntegerType);
    }
    for (String token : tokens) {
      schema = schema.add(token, DataTypes.StringType);
    }
    StructType columns = schema;
    Dataset<Row> rows =
        Stream.of("train", "valid", "test")
            .map(
                split ->
                    spark
                        .read()
                        .schema(columns)
                        .option("sep", "\t")
                        .csv(data.resolve(split + ".tsv.gz").toString())
                        .withColumn(
                            "split", functions.lit(split.equals("valid") ? "validation" : split)))
            .reduce(Dataset::union)
            .orElseThrow();
    PipelineStage scaler =
        new LogMinMaxScaler()
            .setInputCols(counts)
            .setOutputCols(CriteoTable.withSuffix(counts, "_encoded"))
            .setClipMax(CRITEO_CLIPS);
    String[] all = Stream.of(counts, tokens).flatMap(Arrays::stream).toArray(String[]::new);
    return encode(rows, List.of(scaler, indexer(tokens, 10), assembler(all)));
  }

  private static VocabularyIndexer indexer(String[] columns, int minFrequency) {
    return new VocabularyIndexer()
        .setInputCols(columns)
        .setOutputCols(CriteoTable.withSuffix(columns, "_encoded"))
        .setMinFrequency(minFrequency);
  }

  private static FieldAssembler assembler(String[] columns) {
    return new FieldAssembler()
        .setInputCols(CriteoTable.withSuffix(columns, "_encoded"))
        .setOutputCol("features");
  }

  private static Dataset<Row> encode(Dataset<Row> rows, List<PipelineStage> stages) {
    return new Pipeline()
        .setStages(stages.toArray(PipelineStage[]::new))
        .fit(rows.where("split = 'train'"))
        .transform(rows)
        .select(
            functions.col("label").cast("double").as("label"),
            functions.col("features"),
            functions.col("split"));
  }

  /** Clicks with columns user, time and logit, the truth, too. */
  Dataset<Row> clicks(long training, long validation, long test) {
    StructType type =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType())
            .add("split", DataTypes.StringType)
            .add("user", DataTypes.IntegerType)
            .add("time", DataTypes.DoubleType)
            .add("logit", DataTypes.DoubleType);
    FieldSchema fields = ParityClicks.schema();
    return spark
        .range(0, training + validation + test, 1, 2 * Settings.threads())
        .mapPartitions(
            (MapPartitionsFunction<Long, Row>)
                ids -> {
                  ParityClicks clicks = new ParityClicks();
                  FieldSchema schema = ParityClicks.schema();
                  return map(ids, id -> row(clicks, schema, id, splitOf(id, training, validation)));
                },
            Encoders.row(type))
        .withColumn(
            "features",
            functions
                .col("features")
                .as("features", FieldMetadata.featuresField("features", fields).metadata()));
  }

  private static String splitOf(long id, long training, long validation) {
    return id < training ? "train" : id < training + validation ? "validation" : "test";
  }

  private static <A, B> Iterator<B> map(Iterator<A> source, Function<A, B> function) {
    Iterable<A> once = () -> source;
    return StreamSupport.stream(once.spliterator(), false).map(function).iterator();
  }

  private static Row row(ParityClicks clicks, FieldSchema schema, long id, String split) {
    ParityClicks.Click click = clicks.click(id);
    int[] indices = {
      click.user(),
      schema.begin(1) + click.item(),
      schema.begin(2) + click.week(),
      schema.begin(3) + click.hour()
    };
    return RowFactory.create(
        (double) click.label(),
        Vectors.sparse(schema.numFeatures(), indices, new double[] {1, 1, 1, 1}),
        split,
        click.user(),
        click.time(),
        clicks.logit(click.user(), click.item(), click.week(), click.hour()));
  }
}
