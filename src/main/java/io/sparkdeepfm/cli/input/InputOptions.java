package io.sparkdeepfm.cli.input;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that every command with an input has. */
public final class InputOptions {
  @Option(
      names = "--input",
      required = true,
      paramLabel = "PATH",
      description = "Rows to read: a file, a directory or a glob.")
  public String input;

  @Option(
      names = "--format",
      required = true,
      paramLabel = "FORMAT",
      description = "parquet, csv (with a header), criteo or libsvm.")
  public Format format;

  @Option(
      names = "--delimiter",
      paramLabel = "TEXT",
      description = "Between the columns of a csv; \\t for a tab (default: a comma).")
  public String delimiter;

  @Option(
      names = "--fields",
      paramLabel = "FIELDS.json",
      description = "Which columns are fields; a saved model carries its own.")
  public Path fields;

  /**
   * @throws IllegalArgumentException if the options contradict each other
   */
  public void check() {
    if (delimiter != null && format != Format.CSV) {
      throw new IllegalArgumentException("--delimiter is only for --format csv.");
    }
    if (fields != null && format == Format.LIBSVM) {
      throw new IllegalArgumentException(
          "--fields is not for --format libsvm, whose rows are features already;"
              + " say --set fieldSizes=… instead.");
    }
  }

  public String delimiterOrComma() {
    return delimiter == null ? "," : delimiter.replace("\\t", "\t");
  }

  /**
   * The label's column.
   *
   * @param label as the user named it, or null
   * @throws IllegalArgumentException if neither the user nor the format names one
   */
  public String labelColumn(String label) {
    if (label == null && format.labelColumn() == null) {
      throw new IllegalArgumentException("--label COLUMN is missing: which column is 0 or 1?");
    }
    return label == null ? format.labelColumn() : label;
  }
}
