package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.data.SplitMix64;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Generated rows with Criteo's columns: label, 13 counts I1 to I13 with gaps, and 26 columns C1 to
 * C26 of tokens of eight hexadecimal digits, drawn log-uniformly.
 */
final class CriteoTable {
  private static final int COUNTS = 13;
  private static final int TOKENS = 26;

  private CriteoTable() {}

  static String[] counts() {
    return names("I", COUNTS);
  }

  static String[] tokens() {
    return names("C", TOKENS);
  }

  static String[] withSuffix(String[] columns, String suffix) {
    return IntStream.range(0, columns.length)
        .mapToObj(i -> columns[i] + suffix)
        .toArray(String[]::new);
  }

  private static String[] names(String prefix, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toArray(String[]::new);
  }

  /**
   * The path of a Parquet file of {@link #generate}'s rows, which is made once: a later run finds
   * it.
   */
  static String file(SparkSession session, long rows, int numTokens) {
    Path path = Settings.scratch().resolve("criteo-" + rows + "-" + numTokens + ".parquet");
    if (!Files.exists(path.resolve("_SUCCESS"))) {
      generate(session, rows, numTokens).write().mode("overwrite").parquet(path.toString());
    }
    return path.toString();
  }

  /**
   * Made by Java, because Spark's generated code for so many SQL expressions is too long to be
   * compiled.
   *
   * @param numTokens different tokens that all columns together can have
   */
  static Dataset<Row> generate(SparkSession session, long rows, int numTokens) {
    double logSize = Math.log((double) numTokens / TOKENS);
    return session
        .range(0, rows, 1, 4 * Settings.threads())
        .map((MapFunction<Long, Row>) id -> row(id, logSize), Encoders.row(schema()));
  }

  private static StructType schema() {
    StructType schema = new StructType().add("label", DataTypes.IntegerType);
    for (String name : counts()) {
      schema = schema.add(name, DataTypes.IntegerType);
    }
    for (String name : tokens()) {
      schema = schema.add(name, DataTypes.StringType);
    }
    return schema;
  }

  private static Row row(long id, double logSize) {
    SplitMix64 random = new SplitMix64(SplitMix64.combine(5, id));
    Object[] values = new Object[1 + COUNTS + TOKENS];
    values[0] = random.nextDouble() < 0.25 ? 1 : 0;
    for (int i = 1; i <= COUNTS; i++) {
      double u = random.nextDouble();
      values[i] = u < 0.1 ? null : (int) Math.exp(7 * u);
    }
    HexFormat digits = HexFormat.of();
    for (int i = COUNTS + 1; i < values.length; i++) {
      int rank = (int) Math.exp(random.nextDouble() * logSize);
      values[i] = digits.toHexDigits(rank * 0x9E3779B1 + i);
    }
    return RowFactory.create(values);
  }
}
