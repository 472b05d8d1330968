package io.sparkdeepfm.cli.input;

import io.sparkdeepfm.cli.input.Inputs.ColumnTypes;
import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.data.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
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
    String text = TextSample.read(input, files, options.charset(), hadoop);
    CsvDialect dialect = CsvDialect.of(text, options.delimiterOrComma());
    String record = dialect.firstRecord(text);
    if (record.isBlank()) {
      throw Refusal.of("%s has no header line; the first line must name the columns.", input);
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
    // Spark 4 reads few encodings unless it is told to take all of Java's, for as long as rows are
    // read; Spark 3.5 takes all, and has no such setting.
    spark.conf().set("spark.sql.legacy.javaCharsets", true);
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
              String text = TextSample.read(input, List.of(file), options.charset(), hadoop);
              if (!text.isEmpty() && !dialect.firstRecord(text).equals(record)) {
                throw Refusal.of(
                    "%s: file '%s' begins with '%s', but the others with '%s'; give all files"
                        + " one header.",
                    input,
                    file.toUri().getPath(),
                    Sentence.shortened(dialect.firstRecord(text)),
                    Sentence.shortened(record));
              }
            });
  }

  /**
   * How a csv quotes: by RFC 4180, which doubles a quote within quotes, or with a backslash before
   * it, as Spark's writer does; and whether line breaks stand within quotes, which takes a reader
   * that does not split files.
   *
   * @param escape what stands before a quote within quotes
   * @param breaksLines whether a value has a line break
   */
  record CsvDialect(String delimiter, char escape, boolean breaksLines) {
    private static final char QUOTE = '"';
    private static final char BACKSLASH = '\\';

    /** What the beginning of a csv shows. */
    static CsvDialect of(String text, String delimiter) {
      CsvDialect dialect = new CsvDialect(delimiter, escapeIn(text, delimiter), false);
      return new CsvDialect(delimiter, dialect.escape, dialect.hasBrokenLine(text));
    }

    private static char escapeIn(String text, String delimiter) {
      String end = Pattern.quote(delimiter) + "|[\\r\\n]|$";
      boolean doubled =
          Pattern.compile("\"\"\"|(?<!" + Pattern.quote(delimiter) + "|[\\r\\n\\\\]|^)\"\"")
              .matcher(text)
              .find();
      return !doubled && Pattern.compile("\\\\\"(?!" + end + ")").matcher(text).find()
          ? BACKSLASH
          : QUOTE;
    }

    /** The text up to the first line break outside quotes. */
    String firstRecord(String text) {
      int end = 0;
      while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
        end = fieldEnd(text, end);
        end = text.startsWith(delimiter, end) ? end + delimiter.length() : end;
      }
      return text.substring(0, end);
    }

    /** True if the quotes of all whole fields are well set, and one has a line break within. */
    private boolean hasBrokenLine(String text) {
      boolean broken = false;
      for (int at = 0; at < text.length(); ) {
        int end = fieldEnd(text, at);
        boolean quoted = text.charAt(at) == QUOTE;
        if (quoted && end == text.length()) {
          return broken; // cut by the end of the sample, or a quote that is never closed
        }
        broken |= quoted && text.substring(at, end).indexOf('\n') >= 0;
        boolean delimited = text.startsWith(delimiter, end);
        if (quoted && !delimited && end < text.length() && "\r\n".indexOf(text.charAt(end)) < 0) {
          return false;
        }
        at = Math.max(end + (delimited ? delimiter.length() : 1), at + 1);
      }
      return broken;
    }

    /** Where the field that begins at a place ends: at a delimiter or line break outside quotes. */
    private int fieldEnd(String text, int begin) {
      int at = begin;
      if (at < text.length() && text.charAt(at) == QUOTE) {
        at = closingQuote(text, at + 1);
      }
      while (at < text.length()
          && !text.startsWith(delimiter, at)
          && text.charAt(at) != '\n'
          && text.charAt(at) != '\r') {
        at++;
      }
      return at;
    }

    /** The place after the quote that closes, or the text's end. */
    private int closingQuote(String text, int begin) {
      for (int at = begin; at < text.length(); at++) {
        boolean escapes =
            text.charAt(at) == escape && at + 1 < text.length() && text.charAt(at + 1) == QUOTE;
        if (escapes) {
          at++;
        } else if (text.charAt(at) == QUOTE) {
          return at + 1;
        }
      }
      return text.length();
    }
  }
}
