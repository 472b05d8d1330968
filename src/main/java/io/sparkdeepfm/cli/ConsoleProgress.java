package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.SparkCommand.Stopwatch;
import io.sparkdeepfm.model.WarmStartReport;
import io.sparkdeepfm.train.EpochMetrics;
import io.sparkdeepfm.train.ProgressListener;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Prints one line per epoch and, on a terminal, draws a progress bar while it lasts. */
final class ConsoleProgress implements ProgressListener {
  private static final int MAX_VOCABULARY_LINES = 12;

  private final PrintStream out;
  private final boolean terminal;
  private final Stopwatch watch = new Stopwatch();
  private double startedAfter;
  private int startedAt; // epochs done before that
  private int numEpochs;
  private long examples;
  private ProgressBar bar;

  /**
   * @param terminal whether a person watches, so that a line may be drawn over
   */
  ConsoleProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** On this JVM's terminal, if there is one. */
  ConsoleProgress(PrintStream out) {
    this(out, isTerminal());
  }

  /**
   * Whether a person watches. From JDK 22 on there is always a console, which then has to be asked.
   */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  @Override
  public void recipeChosen(long rows, List<String> chosen) {
    out.printf(
        Locale.ROOT,
        "Chosen for %,d training rows: %s. --set changes any of them, --set recipe=none all.%n",
        rows,
        chosen.isEmpty() ? "nothing, all is set" : String.join(" ", chosen));
  }

  @Override
  public void warmStarted(WarmStartReport report) {
    out.printf(
        Locale.ROOT,
        "Going on from the initial model: %,d embedding rows kept, %,d new.%n",
        report.oldRows(),
        report.newRows());
    List<WarmStartReport.Table> grown =
        report.tables().stream().filter(table -> table.newRows() > 0).toList();
    if (grown.size() <= MAX_VOCABULARY_LINES) {
      for (WarmStartReport.Table table : grown) {
        out.printf(
            Locale.ROOT,
            "  vocabulary %s: %,d rows kept, %,d new%n",
            table.vocabulary(),
            table.oldRows(),
            table.newRows());
      }
    }
  }

  @Override
  public void trainingStarted(int epochs, long examplesPerEpoch) {
    numEpochs = epochs;
    examples = examplesPerEpoch;
    startedAfter = watch.seconds();
    out.printf(
        Locale.ROOT, "Training at most %d epochs of %,d examples.%n", epochs, examplesPerEpoch);
  }

  @Override
  public void resumed(int epoch, long examplesDone) {
    closeBar();
    startedAt = epoch - 1;
    startedAfter = watch.seconds();
    out.printf(
        Locale.ROOT, "Going on from a checkpoint: epoch %d, %,d examples.%n", epoch, examplesDone);
  }

  @Override
  public void examplesDone(int epoch, long examplesDone) {
    if (!terminal) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(String.format("epoch %d/%d", epoch, numEpochs))
              .setInitialMax(examples)
              .clearDisplayOnFinish()
              .build();
    }
    bar.stepTo(examplesDone);
  }

  @Override
  public void epochDone(EpochMetrics metrics) {
    closeBar();
    double perEpoch = (watch.seconds() - startedAfter) / (metrics.epoch() - startedAt);
    Duration left = Duration.ofSeconds(Math.round(perEpoch * (numEpochs - metrics.epoch())));
    out.println(line(metrics, numEpochs, left));
  }

  /** Removes the bar, also when training ended in the middle of an epoch. */
  void closeBar() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  /**
   * For example {@code epoch 2/5 loss 0.4512 validation AUC 0.7803, log loss 0.4001 learning rate
   * 1.0e-03 61,000 examples/s 0:42 left}.
   */
  static String line(EpochMetrics metrics, int numEpochs, Duration left) {
    return String.format(
        Locale.ROOT,
        "epoch %d/%d  loss %.4f%s  learning rate %.1e  %,.0f examples/s  %d:%02d left",
        metrics.epoch(),
        numEpochs,
        metrics.loss(),
        validation(metrics),
        metrics.learningRate(),
        metrics.examplesPerSecond(),
        left.toMinutes(),
        left.toSecondsPart());
  }

  private static String validation(EpochMetrics metrics) {
    if (!Double.isNaN(metrics.validationError())) {
      return String.format(Locale.ROOT, "  validation error %.4f", metrics.validationError());
    }
    return Double.isNaN(metrics.validationAuc())
        ? ""
        : String.format(
            Locale.ROOT,
            "  validation AUC %.4f, log loss %.4f",
            metrics.validationAuc(),
            metrics.validationLogLoss());
  }
}
