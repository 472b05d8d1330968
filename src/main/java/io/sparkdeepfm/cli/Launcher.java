package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.Report.ResultLine;
import io.sparkdeepfm.cli.input.UserMistake;
import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.platform.Platform;
import java.io.PrintStream;
import java.util.Locale;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * Runs a command and turns its outcome into an exit code: {@value #SUCCESS}; {@value #WRONG_USE}
 * and one sentence on what the user did wrong; {@value #FAILURE}, one sentence and the log's place
 * for all else. The terminal never shows a stack trace.
 */
final class Launcher {
  static final int SUCCESS = 0;
  static final int FAILURE = 1;
  static final int WRONG_USE = 2;

  private final PrintStream out;
  private final PrintStream err;

  Launcher(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs in this JVM's streams. A YARN driver that calls exit(0) itself counts as failed. */
  static void main(SparkCommand command, String... args) {
    int code = new Launcher(System.out, System.err).run(command, args);
    if (code != SUCCESS) {
      System.exit(code);
    }
  }

  /** Numbers are written with the digits 0 to 9 in every country. */
  int run(SparkCommand command, String... args) {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    try {
      return parsed(command, args);
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }

  private int parsed(SparkCommand command, String... args) {
    CommandLine parser = new CommandLine(command);
    parser.setCaseInsensitiveEnumValuesAllowed(true);
    String name = parser.getCommandName().toLowerCase(Locale.ROOT);
    try {
      parser.parseArgs(args);
      if (parser.isUsageHelpRequested()) {
        parser.usage(out);
        return SUCCESS;
      }
      Platform.check();
      command.check();
      try (LogFile log =
          LogFile.open(command.sparkOptions.logFile, name, command.sparkOptions.verbose)) {
        return logged(command, name, log);
      }
    } catch (ParameterException e) {
      return wrongUse(e.getMessage() + " (--help lists the options)");
    } catch (IllegalArgumentException e) {
      return wrongUse(e.getMessage());
    }
  }

  private int logged(SparkCommand command, String name, LogFile log) {
    boolean borrowed = SparkSession.getDefaultSession().isDefined();
    try {
      SparkSession spark = command.sparkOptions.session(name);
      try {
        ResultLine result = command.run(spark, out);
        out.println(result);
      } finally {
        if (!borrowed) {
          spark.stop();
        }
      }
      return SUCCESS;
    } catch (Throwable thrown) {
      log.failure(thrown);
      String mistake = UserMistake.in(thrown);
      return mistake == null ? failure(name, thrown, log) : wrongUse(mistake);
    }
  }

  private int wrongUse(String sentence) {
    err.println(Sentence.of(sentence));
    return WRONG_USE;
  }

  private int failure(String name, Throwable thrown, LogFile log) {
    String reason =
        thrown instanceof OutOfMemoryError
            ? String.format(
                "the heap of %d MiB is full (set SPARK_DEEPFM_HEAP, e.g. 8g)",
                Runtime.getRuntime().maxMemory() >> 20)
            : Sentence.of(Sentence.root(thrown));
    String file = UserMistake.fileIn(thrown);
    err.printf(
        "The command %s failed%s: %s The full trace is in %s.%n",
        name, file == null ? "" : String.format(" at file '%s'", file), reason, log.path());
    return FAILURE;
  }
}
