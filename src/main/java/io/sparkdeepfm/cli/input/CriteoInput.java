package io.sparkdeepfm.cli.input;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reads Criteo's logs: tabs, no header; label, I1 to I13, C1 to C26; empty = missing. The test
 * files that Criteo published have no label. Counters are read as doubles, for some data sets have
 * decimals or counts beyond 31 bits.
 *
 * @param tokens columns that fields take as tokens, which keep their text
 */
record CriteoInput(SparkSession spark, Set<String> tokens) {
  private static final int COUNTERS = 13;
  private static final int TOKENS = 26;

  /**
   * @throws IllegalArgumentException if the files are no text, or their lines of another width
   */
  Dataset<Row> read(InputPath input) {
    List<Path> files = InputPath.files(input.on(spark.read()).text(input.path()).inputFiles());
    String text =
        TextSample.of(
                input, files, StandardCharsets.UTF_8, spark.sparkContext().hadoopConfiguration())
            .text();
    String line = text.lines().findFirst().orElse("");
    int columns = line.split("\t", -1).length;
    boolean hasLabel = line.isEmpty() || columns == 1 + COUNTERS + TOKENS;
    if (!hasLabel && columns != COUNTERS + TOKENS) {
      throw new IllegalArgumentException(
          String.format(
              "%s: the first line has %d columns between tabs, but Criteo's logs have %d, or %d"
                  + " without a label; say another --format.",
              input, columns, 1 + COUNTERS + TOKENS, COUNTERS + TOKENS));
    }
    return input
        .on(spark.read())
        .option("sep", "\t")
        .option("mode", "FAILFAST")
        .option("quote", "")
        .schema(schema(hasLabel))
        .csv(input.path());
  }

  private StructType schema(boolean hasLabel) {
    StructType schema = new StructType();
    if (hasLabel) {
      schema = schema.add("label", DataTypes.IntegerType);
    }
    for (int i = 1; i <= COUNTERS; i++) {
      String name = "I" + i;
      schema =
          schema.add(name, tokens.contains(name) ? DataTypes.StringType : DataTypes.DoubleType);
    }
    for (int i = 1; i <= TOKENS; i++) {
      schema = schema.add("C" + i, DataTypes.StringType);
    }
    return schema;
  }
}
