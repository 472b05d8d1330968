package io.sparkdeepfm;

import io.sparkdeepfm.report.Fact;
import io.sparkdeepfm.report.TrainingReport;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Turns a summary into the report's records. */
final class SummaryReport {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private SummaryReport() {}

  /**
   * @throws IllegalStateException if the summary has no epochs
   */
  static TrainingReport of(TrainingSummary summary) {
    if (summary.history().isEmpty()) {
      throw new IllegalStateException(
          "This summary has no epochs, so there is nothing to report; take the one that fit made.");
    }
    TrainingDetails details = summary.details();
    return new TrainingReport(
        "DeepFM training, " + MINUTE.format(details.finished()),
        facts(summary),
        summary.history(),
        summary.bestEpoch(),
        details.curves(),
        details.fields(),
        details.parameters(),
        details.versions());
  }

  private static List<Fact> facts(TrainingSummary summary) {
    List<Fact> facts = new ArrayList<>();
    if (summary.validationExamples() > 0) {
      facts.add(fact("Validation AUC", "%.4f", summary.best().validationAuc()));
      facts.add(fact("Validation log loss", "%.4f", summary.best().validationLogLoss()));
    } else {
      facts.add(fact("Training log loss", "%.4f", summary.best().loss()));
    }
    facts.add(fact("Best epoch", "%d of %d", summary.bestEpoch(), summary.history().size()));
    facts.add(fact("Training rows", "%,d", summary.examples()));
    facts.add(fact("Positive", "%.2f %%", 100.0 * summary.positives() / summary.examples()));
    facts.add(fact("Validation rows", "%,d", summary.validationExamples()));
    facts.add(fact("Training speed", "%,.0f examples/s", summary.examplesPerSecond()));
    facts.add(
        fact("Workers × threads", "%d × %d", summary.numWorkers(), summary.threadsPerWorker()));
    facts.add(fact("Whole fit", "%,.1f s", summary.seconds()));
    if (summary.warmStart().isWarmStart()) {
      facts.add(
          fact(
              "Rows of the initial model",
              "%,d kept, %,d new",
              summary.warmStart().oldRows(),
              summary.warmStart().newRows()));
    }
    return facts;
  }

  private static Fact fact(String name, String format, Object... values) {
    return new Fact(name, String.format(Locale.ROOT, format, values));
  }
}
