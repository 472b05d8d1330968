package io.sparkdeepfm.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that every command with an input has. */
final class InputOptions {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "PATH",
      description = "Rows to read: a file, a directory or a glob.")
  String input;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "parquet, csv (with a header), criteo or libsvm.")
  Format format;

  @Option(
      names = "--delimiter",
      paramLabel = "TEXT",
      description = "Between the columns of a csv; \\t for a tab (default: a comma).")
  String delimiter;

  @Option(
      names = "--fields",
      paramLabel = "FIELDS.json",
      description = "Which columns are fields; a saved model carries its own.")
  Path fields;

  /**
   * @throws IllegalArgumentException if the options contradict each other
   */
  void check() {
    if (delimiter != null && format != Format.CSV) {
      throw new IllegalArgumentException("--delimiter is only for --format csv.");
    }
    if (fields != null && format == Format.LIBSVM) {
      throw new IllegalArgumentException(
          "--fields is not for --format libsvm, whose rows are features already;"
              + " say --set fieldSizes=… instead.");
    }
  }

  /** What every command with an input reads, and the log that it writes if the user names one. */
  Places places(SparkOptions spark) {
    return new Places()
        .read("--input", input)
        .read("--fields", fields)
        .written("--log-file", spark.logFile == null ? null : spark.logFile.toUri());
  }

  String delimiterOrComma() {
    return delimiter == null ? "," : delimiter.replace("\\t", "\t");
  }

  /**
   * The label's column.
   *
   * @param label as the user named it, or null
   * @throws IllegalArgumentException if neither the user nor the format names one
   */
  String labelColumn(String label) {
    if (label == null && format.labelColumn() == null) {
      throw new IllegalArgumentException("--label COLUMN is missing: which column is 0 or 1?");
    }
    return label == null ? format.labelColumn() : label;
  }
}
