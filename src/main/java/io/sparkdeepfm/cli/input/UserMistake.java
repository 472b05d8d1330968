package io.sparkdeepfm.cli.input;

import io.sparkdeepfm.data.Escaped;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;

/**
 * Tells what the user did wrong from what went wrong. Our own checks, on the driver or inside a
 * task, throw IllegalArgumentException with a sentence for the user; Spark's readers stop at files
 * and rows that do not fit together.
 */
public final class UserMistake {
  private static final String OURS = "io.sparkdeepfm.";
  private static final String MALFORMED_ROW = "MALFORMED_RECORD_IN_PARSING";
  private static final Pattern HEADER =
      Pattern.compile("CSV header does not conform|Number of column in CSV header is not equal");
  private static final Pattern HEADER_FILE = Pattern.compile("CSV file: (\\S+)");
  private static final Pattern PARQUET_TYPE =
      Pattern.compile(
          "Parquet column cannot be converted in file (\\S+)\\. Column: \\[([^\\]]+)\\],"
              + " Expected: (\\S+), Found: (\\w+)");

  private static final Pattern READING =
      Pattern.compile("rror while reading file (\\S+?)\\.?(\\s|$)");

  private UserMistake() {}

  /** The sentence of the check that failed, anywhere in the chain of causes, or null. */
  public static String in(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String sentence = sentence(cause, thrown);
      if (sentence != null) {
        return sentence;
      }
    }
    return null;
  }

  /**
   * The file that Spark was reading, from the first exception of a chain that names it, or null.
   */
  public static String fileIn(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      Matcher reading = READING.matcher(String.valueOf(cause.getMessage()));
      if (reading.find()) {
        return path(reading.group(1));
      }
    }
    return null;
  }

  /** A path as the user would write it, of an address that Spark has encoded. */
  private static String path(String address) {
    try {
      Path path = new Path(URI.create(address));
      return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
    } catch (IllegalArgumentException e) {
      return address;
    }
  }

  private static String sentence(Throwable cause, Throwable thrown) {
    String message = cause.getMessage();
    if (message == null) {
      return null;
    }
    if (cause instanceof IllegalArgumentException mistake && isOurs(mistake)) {
      return message;
    }
    if (cause instanceof SparkThrowable spark && isMalformedRow(spark)) {
      return malformedRow(message, fileIn(thrown));
    }
    Matcher parquet = PARQUET_TYPE.matcher(message);
    if (parquet.find()) {
      return String.format(
          "File '%s': column '%s' is of type %s there, but %s in the input's other files; write all"
              + " files with one type.",
          path(parquet.group(1)), parquet.group(2), parquet.group(4), parquet.group(3));
    }
    Matcher file = HEADER_FILE.matcher(message);
    return HEADER.matcher(message).find() && file.find()
        ? String.format(
            "File '%s' has another header line than the input's other files, or none; give all"
                + " files the same.",
            path(file.group(1)))
        : null;
  }

  @SuppressWarnings("deprecation") // Spark 4 renames it, Spark 3.5 knows no other name
  private static boolean isMalformedRow(SparkThrowable thrown) {
    return thrown.getErrorClass() != null && thrown.getErrorClass().startsWith(MALFORMED_ROW);
  }

  private static boolean isOurs(IllegalArgumentException mistake) {
    StackTraceElement[] trace = mistake.getStackTrace();
    return trace.length > 0 && trace[0].getClassName().startsWith(OURS);
  }

  private static String malformedRow(String message, String file) {
    int begin = message.indexOf('[', 1);
    int end = message.indexOf("]", Math.max(begin, 0));
    String row = begin >= 0 && end > begin ? message.substring(begin, end + 1) : message;
    return String.format(
        "%s has a row that does not fit its columns, with a value that is no number (--null-value"
            + " names one that means missing), too few or too many values, or a line break within"
            + " quotes (--multi-line): %s",
        file == null ? "The input" : String.format("File '%s'", file), Sentence.shortened(row));
  }

  /** Turns what an exception says into one plain sentence. */
  public static final class Sentence {
    private static final int LONGEST = 400;
    private static final int LONGEST_VALUE = 100;

    private Sentence() {}

    /** The first line of a message, with a full stop and without control characters. */
    public static String of(String message) {
      String line = message.strip().lines().findFirst().orElse("").strip();
      line = Escaped.of(shortened(line, LONGEST));
      return line.isEmpty() || ".!?…".indexOf(line.charAt(line.length() - 1)) >= 0
          ? line
          : line + ".";
    }

    /** A value of the user's in a sentence, cut where it is long. */
    public static String shortened(String value) {
      return shortened(value, LONGEST_VALUE);
    }

    private static String shortened(String text, int length) {
      return text.length() > length ? text.substring(0, length) + "…" : text;
    }

    /** What the innermost cause says; its type where it says nothing. */
    public static String root(Throwable thrown) {
      Throwable cause = thrown;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      String name = cause.getClass().getSimpleName();
      return cause.getMessage() == null || cause.getMessage().isBlank()
          ? name
          : name + ": " + cause.getMessage().strip();
    }

    public static String lower(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
  }
}
