package io.sparkdeepfm.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

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
   * @param numTokens different tokens that all columns together can have
   */
  static Dataset<Row> generate(SparkSession session, long rows, int numTokens) {
    List<Column> columns = new ArrayList<>();
    columns.add(functions.expr("CAST(" + uniform(0) + " < 0.25 AS int)").as("label"));
    int salt = 1;
    for (String name : counts()) {
      columns.add(expression("IF(%1$s < 0.1, NULL, CAST(exp(%1$s * 7) AS int))", salt++).as(name));
    }
    double logSize = Math.log((double) numTokens / TOKENS);
    for (String name : tokens()) {
      String token = "CAST(exp(%1$s * " + logSize + ") AS long) * 2654435761L + " + salt;
      columns.add(
          expression("lpad(lower(hex((" + token + ") & 4294967295L)), 8, '0')", salt++).as(name));
    }
    return session.range(0, rows, 1, 4 * Settings.threads()).select(columns.toArray(Column[]::new));
  }

  private static Column expression(String format, int salt) {
    return functions.expr(String.format(Locale.ROOT, format, uniform(salt)));
  }

  /** SQL of a number in [0, 1) that is random, but always the same for a row and a salt. */
  private static String uniform(int salt) {
    return "(pmod(xxhash64(id, " + salt + "), 1048576) / 1048576D)";
  }
}
