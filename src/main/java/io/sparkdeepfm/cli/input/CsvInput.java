package io.sparkdeepfm.cli.input;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/**
 * Reads a csv with a header line. Columns without a name, as pandas writes its index, and names
 * that differ from others at most by case get names of their own, unless somebody needs one of
 * them.
 *
 * @param needed columns that fields and options name
 */
record CsvInput(SparkSession spark, InputOptions options, Set<String> needed) {

  /**
   * @param types of the columns by name
   * @throws IllegalArgumentException if the files are no text, or their headers differ
   */
  Dataset<Row> read(InputPath input, ColumnTypes types) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    List<Path> files = InputPath.files(input.on(spark.read()).text(input.path()).inputFiles());
    String text = TextSample.of(input, files, options.charset(), hadoop).text();
    CsvDialect dialect = CsvDialect.of(text, options.delimiterOrComma());
    String record = dialect.firstRecord(text);
    if (record.isBlank()) {
      throw new IllegalArgumentException(
          String.format("%s has no header line; the first line must name the columns.", input));
    }
    List<String> header = header(record, dialect);
    List<String> names = names(header, needed);
    boolean isPlain = names.equals(header);
    if (!isPlain) {
      requireHeader(input, files, record, dialect, hadoop);
    }
    StructType schema = types.schema(names, input, files);
    return input
        .on(reader(dialect))
        .option("header", true)
        .option("enforceSchema", !isPlain) // else Spark holds each file's header against the names
        .schema(schema)
        .csv(input.path());
  }

  private DataFrameReader reader(CsvDialect dialect) {
    DataFrameReader reader =
        spark
            .read()
            .option("sep", dialect.delimiter().replace("\\", "\\\\")) // Spark unescapes it
            .option("mode", "FAILFAST")
            .option("escape", String.valueOf(dialect.escape()))
            .option("encoding", options.charset().name())
            .option("multiLine", options.multiLine || dialect.breaksLines() || options.isWide());
    return options.nullValue == null ? reader : reader.option("nullValue", options.nullValue);
  }

  /** The names in a header line; null for one that is empty. */
  private List<String> header(String record, CsvDialect dialect) {
    Row row =
        reader(dialect)
            .option("header", false)
            .csv(spark.createDataset(List.of(record), Encoders.STRING()))
            .head();
    List<String> header = new ArrayList<>();
    for (int column = 0; column < row.length(); column++) {
      header.add(row.getString(column));
    }
    return header;
  }

  /**
   * A name for each column that no other has in any case: the header's own if it is the only one,
   * or the only one that is needed; else with its number.
   */
  static List<String> names(List<String> header, Collection<String> needed) {
    Map<String, Integer> counts = new HashMap<>();
    Map<String, Integer> exact = new HashMap<>();
    for (String name : header) {
      if (name != null) {
        counts.merge(name.toLowerCase(Locale.ROOT), 1, Integer::sum);
        exact.merge(name, 1, Integer::sum);
      }
    }
    List<String> names = new ArrayList<>();
    for (int column = 0; column < header.size(); column++) {
      String name = header.get(column);
      if (name == null || name.isBlank()) {
        names.add("_c" + column);
      } else {
        boolean alone = counts.get(name.toLowerCase(Locale.ROOT)) == 1;
        boolean meant = exact.get(name) == 1 && needed.contains(name);
        names.add(alone || meant ? name : name + "_c" + column);
      }
    }
    return names;
  }

  private void requireHeader(
      InputPath input, List<Path> files, String record, CsvDialect dialect, Configuration hadoop) {
    files.parallelStream()
        .forEach(
            file -> {
              String text = TextSample.of(input, List.of(file), options.charset(), hadoop).text();
              if (!text.isEmpty() && !dialect.firstRecord(text).equals(record)) {
                throw new IllegalArgumentException(
                    String.format(
                        "%s: file '%s' begins with '%s', but the others with '%s'; give all files"
                            + " one header.",
                        input,
                        file.toUri().getPath(),
                        Sentence.shortened(dialect.firstRecord(text)),
                        Sentence.shortened(record)));
              }
            });
  }
}
