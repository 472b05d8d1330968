package io.sparkdeepfm.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/**
 * Examples that both sides train on: for ours Parquet files with label, features and validation,
 * one folder per order of the rows, for PyTorch {@link EncodedRows} of the same vectors.
 */
final class ParityData {
  private final SparkSession spark;
  private final Path folder;

  ParityData(SparkSession spark, String name) {
    this.spark = spark;
    folder = Settings.scratch().resolve("parity").resolve(name).toAbsolutePath();
  }

  /**
   * Writes the files unless they are there.
   *
   * @param source rows with label, features, split (train, validation or test) and what the orders
   *     sort by
   * @param orders expressions that the training rows are sorted by, by the order's name
   */
  void write(Supplier<Dataset<Row>> source, Map<String, String> orders) throws IOException {
    Path done = folder.resolve("done");
    if (Files.exists(done)) {
      return;
    }
    Path all = folder.resolve("all");
    save(source.get(), all);
    Dataset<Row> saved = spark.read().parquet(all.toString());
    for (Map.Entry<String, String> order : orders.entrySet()) {
      save(
          saved
              .where("split <> 'test'")
              .orderBy(functions.expr(order.getValue()))
              .select(
                  functions.col("label"),
                  functions.col("features"),
                  functions.expr("split = 'validation'").as("validation")),
          folder.resolve(order.getKey()));
    }
    save(saved.where("split = 'test'").select("label", "features"), folder.resolve("test"));
    Map<String, Dataset<Row>> splits = new LinkedHashMap<>();
    for (String split : new String[] {"train", "validation", "test"}) {
      splits.put(split, saved.where(functions.col("split").equalTo(split)));
    }
    EncodedRows.write(splits, encoded());
    Files.createFile(done);
  }

  private static void save(Dataset<Row> rows, Path target) {
    rows.write().mode(SaveMode.Overwrite).parquet(target.toString());
  }

  Dataset<Row> training(String order) {
    return spark.read().parquet(folder.resolve(order).toString());
  }

  Dataset<Row> test() {
    return spark.read().parquet(folder.resolve("test").toString());
  }

  Path encoded() {
    return folder.resolve("encoded");
  }
}
