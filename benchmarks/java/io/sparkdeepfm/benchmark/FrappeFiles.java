package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Frappe as Parquet with a label and a features column, which both sides read. All fields are
 * categorical, so the vectors hold ones and no zeros, on which MLlib's FMClassifier would fail.
 */
record FrappeFiles(Path train, Path test) {
  private static final String[] COLUMNS = {
    "user",
    "item",
    "daytime",
    "weekday",
    "isweekend",
    "homework",
    "cost",
    "weather",
    "country",
    "city"
  };

  static FrappeFiles write(SparkSession spark, Path source, Path target) {
    Dataset<Row> train = csv(spark, source.resolve("train.csv"));
    String[] indices = indices();
    PipelineModel stages =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VocabularyIndexer().setInputCols(COLUMNS).setOutputCols(indices),
                  new FieldAssembler().setInputCols(indices).setOutputCol("features")
                })
            .fit(train);
    FrappeFiles files = new FrappeFiles(target.resolve("train"), target.resolve("test"));
    save(stages.transform(train), files.train());
    save(stages.transform(csv(spark, source.resolve("test.csv"))), files.test());
    return files;
  }

  static String[] columns() {
    return COLUMNS.clone();
  }

  /** Names of the columns' indices. */
  static String[] indices() {
    return Arrays.stream(COLUMNS).map(c -> c + "_index").toArray(String[]::new);
  }

  static Dataset<Row> csv(SparkSession spark, Path file) {
    return spark.read().option("header", "true").csv(file.toString());
  }

  /** In random order, since the training file's own is not. */
  private static void save(Dataset<Row> rows, Path target) {
    rows.select(functions.col("label").cast("double").as("label"), functions.col("features"))
        .orderBy(functions.rand(1))
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(target.toString());
  }
}
