package io.sparkdeepfm.cli.input;

import io.sparkdeepfm.data.Refusal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options that every command with an input has. */
public final class InputOptions {
  private static final Pattern ESCAPE =
      Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3][0-7]{2})|(t|\\\\))");

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
      description =
          "Between the columns of a csv; \\\\t for a tab, \\\\u0001 for Control-A (default: a"
              + " comma).")
  public String delimiter;

  @Option(
      names = "--null-value",
      paramLabel = "TEXT",
      description = "What stands in a csv for a missing value, beside nothing at all, as NA.")
  public String nullValue;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      description = "The encoding of a csv, as GBK (default: UTF-8).")
  public String encoding;

  @Option(
      names = "--multi-line",
      description =
          "Values of a csv have line breaks within quotes; found out by itself where the first"
              + " megabyte shows it.")
  public boolean multiLine;

  @Option(
      names = "--positive-label",
      paramLabel = "VALUE",
      description =
          "The label's value that counts as 1; the other one is 0 (default: 1 or true, others 0,"
              + " -1 or false).")
  public String positiveLabel;

  @Option(
      names = "--fields",
      paramLabel = "FIELDS.json",
      description = "Which columns are fields; a saved model carries its own.")
  public String fields;

  /** What labels are: said by an option of train, by the model where there is one already. */
  public Task task = Task.CLASSIFICATION;

  /**
   * @throws IllegalArgumentException if the options contradict each other
   */
  public void check() {
    requireCsv("--delimiter", delimiter != null);
    requireCsv("--null-value", nullValue != null);
    requireCsv("--encoding", encoding != null);
    requireCsv("--multi-line", multiLine);
    delimiterOrComma();
    charset();
    if (fields != null && format == Format.LIBSVM) {
      throw new IllegalArgumentException(
          "--fields is not for --format libsvm, whose rows are features already;"
              + " say --set fieldSizes=… instead.");
    }
  }

  private void requireCsv(String option, boolean given) {
    if (given && format != Format.CSV) {
      throw new IllegalArgumentException(option + " is only for --format csv.");
    }
  }

  /**
   * @throws IllegalArgumentException if it is empty, or a character that csv needs for itself
   */
  public String delimiterOrComma() {
    String text = delimiter == null ? "," : decoded(delimiter);
    if (text.isEmpty() || text.matches("[\"\\r\\n]")) {
      throw Refusal.of(
          "--delimiter '%s' cannot stand between columns; say for example ';' or '\\t'.",
          delimiter);
    }
    return text;
  }

  /**
   * The text with the escapes of characters that are hard to type replaced: backslash-t, u0001,
   * x01, 001 and a doubled backslash.
   */
  private static String decoded(String text) {
    return ESCAPE.matcher(text).replaceAll(match -> quoted(character(match)));
  }

  private static String quoted(char character) {
    return character == '\\' || character == '$' ? "\\" + character : String.valueOf(character);
  }

  private static char character(MatchResult match) {
    for (int group = 1; group <= 2; group++) {
      if (match.group(group) != null) {
        return (char) Integer.parseInt(match.group(group), 16);
      }
    }
    if (match.group(3) != null) {
      return (char) Integer.parseInt(match.group(3), 8);
    }
    return match.group(4).equals("t") ? '\t' : '\\';
  }

  /**
   * @throws IllegalArgumentException if Java does not know the encoding
   */
  public Charset charset() {
    try {
      return encoding == null ? StandardCharsets.UTF_8 : Charset.forName(encoding);
    } catch (IllegalArgumentException e) {
      throw Refusal.because(
          e, "--encoding '%s' is not known; say for example UTF-8, GBK or ISO-8859-1.", encoding);
    }
  }

  /** True where a line break is more than one byte, so that files cannot be split at it. */
  public boolean isWide() {
    return charset().name().startsWith("UTF-16") || charset().name().startsWith("UTF-32");
  }

  /**
   * The label's column and what its values mean.
   *
   * @throws IllegalArgumentException if one value is named as positive where labels are numbers
   */
  public Labels labels(String label) {
    if (positiveLabel != null && task == Task.REGRESSION) {
      throw new IllegalArgumentException(
          "--positive-label is of no use in a regression, whose labels are numbers; leave it out.");
    }
    return new Labels(labelColumn(label), positiveLabel, task);
  }

  /**
   * The label's column.
   *
   * @param label as the user named it, or null
   * @throws IllegalArgumentException if neither the user nor the format names one
   */
  public String labelColumn(String label) {
    if (label == null && format.labelColumn() == null) {
      throw new IllegalArgumentException(
          task == Task.REGRESSION
              ? "--label COLUMN is missing: which column is to be foretold?"
              : "--label COLUMN is missing: which column is 0 or 1?");
    }
    return label == null ? format.labelColumn() : label;
  }

  /** How an input is stored. */
  public enum Format {
    PARQUET,
    /** With a header line. */
    CSV,
    /** Criteo's tab-separated logs: no header; label, I1 to I13, C1 to C26; empty = missing. */
    CRITEO,
    /** Sparse vectors that are features already; needs no fields.json. */
    LIBSVM;

    /** The label's name where the format fixes it, else null. */
    String labelColumn() {
      return this == CRITEO || this == LIBSVM ? "label" : null;
    }

    /** What separates the values of a multivalued field where fields.json does not say. */
    public String valueDelimiter() {
      return this == CSV || this == CRITEO ? "," : "";
    }
  }
}
