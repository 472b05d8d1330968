package io.sparkdeepfm;

import io.sparkdeepfm.fit.Fitting.Fitted;
import io.sparkdeepfm.fit.TrainingDetails;
import io.sparkdeepfm.model.WarmStartReport;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.persist.TextFile;
import io.sparkdeepfm.report.TrainingReport;
import io.sparkdeepfm.report.TrainingReport.Fact;
import io.sparkdeepfm.train.EpochMetrics;
import io.sparkdeepfm.train.TrainingNotes;
import java.io.Serializable;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * How a training went.
 *
 * @param history one entry per epoch: loss, validation log loss and AUC or a regression's
 *     validation error, seconds, examples per second, share of the workers' time in which they made
 *     steps, bytes exchanged
 * @param bestEpoch the epoch whose parameters the model has, from 1: the best by the validation
 *     rows, without such the last
 * @param examples training rows
 * @param positives training rows with label 1; 0 for regressions
 * @param validationExamples rows validated on after each epoch
 * @param numWorkers that trained
 * @param threadsPerWorker of each
 * @param seconds of the whole fit: encoding, training and validation
 * @param warmStart which rows came from an initial model; {@link WarmStartReport#NONE} without one
 * @param details curves, fields, parameters and versions, for the report
 * @param loss that the model was fitted by
 * @param meanLabel weighted mean label of the training rows
 */
public record TrainingSummary(
    List<EpochMetrics> history,
    int bestEpoch,
    long examples,
    long positives,
    long validationExamples,
    int numWorkers,
    int threadsPerWorker,
    double seconds,
    WarmStartReport warmStart,
    TrainingDetails details,
    Loss loss,
    double meanLabel)
    implements Serializable {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

  public TrainingSummary {
    history = List.copyOf(history);
    loss = loss == null ? Loss.LOG : loss; // of files from before there were others
  }

  static TrainingSummary of(Fitted fitted) {
    Loss loss = fitted.config().loss();
    return new TrainingSummary(
        fitted.outcome().history(),
        fitted.outcome().bestEpoch(),
        fitted.counts().training(),
        loss.isRegression() ? 0 : fitted.counts().positives(),
        fitted.counts().validation(),
        fitted.training().numWorkers(),
        fitted.training().threadsPerWorker(),
        fitted.seconds(),
        fitted.warmStart(),
        fitted.details(),
        loss,
        fitted.counts().meanLabel());
  }

  /** Training loss of each epoch, as other Spark ML summaries have it. */
  public double[] objectiveHistory() {
    return history.stream().mapToDouble(EpochMetrics::loss).toArray();
  }

  /** The epoch whose parameters the model has. */
  public EpochMetrics best() {
    return history.get(bestEpoch - 1);
  }

  /** The last epoch. */
  public EpochMetrics lastEpoch() {
    return history.get(history.size() - 1);
  }

  /** Examples per second while training, over all epochs, without encoding and validation. */
  public double examplesPerSecond() {
    double trainingSeconds = history.stream().mapToDouble(EpochMetrics::seconds).sum();
    return examples * history.size() / trainingSeconds;
  }

  /** What is suspicious about this training, in sentences for its user; mostly none. */
  public List<String> notes() {
    return TrainingNotes.of(best().validationAuc(), details.fields());
  }

  /**
   * The training report: one HTML page with curves, tables of epochs, fields and parameters, and
   * versions. It needs no network.
   *
   * @throws IllegalStateException if this summary has no epochs
   */
  public String reportHtml() {
    return report().toHtml();
  }

  /**
   * Writes {@link #reportHtml} to a file, which is replaced if it is there already.
   *
   * @param path of the file, on any file system that Hadoop knows
   * @throws IllegalStateException if this summary has no epochs
   * @throws IllegalArgumentException if the path is a directory
   * @throws java.io.UncheckedIOException if the file cannot be written
   */
  public void writeReport(String path) {
    Configuration hadoop =
        SparkSession.getActiveSession()
            .orElse(SparkSession::getDefaultSession)
            .map(session -> session.sessionState().newHadoopConf())
            .getOrElse(Configuration::new);
    TextFile.write("The training report", path, reportHtml(), hadoop);
  }

  private TrainingReport report() {
    if (history().isEmpty()) {
      throw new IllegalStateException(
          "This summary has no epochs, so there is nothing to report; take the one that fit made.");
    }
    return new TrainingReport(
        "DeepFM training, " + MINUTE.format(details.finished()),
        facts(),
        history(),
        bestEpoch(),
        details.curves(),
        details.fields(),
        details.parameters(),
        details.versions(),
        loss);
  }

  private List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    addQuality(facts);
    facts.add(fact("Best epoch", "%d of %d", bestEpoch(), history().size()));
    facts.add(fact("Training rows", "%,d", examples()));
    facts.add(
        loss.isRegression()
            ? fact("Mean label", "%.4g", meanLabel())
            : fact("Positive", "%.2f %%", 100.0 * positives() / examples()));
    facts.add(fact("Validation rows", "%,d", validationExamples()));
    facts.add(fact("Training speed", "%,.0f examples/s", examplesPerSecond()));
    facts.add(fact("Workers × threads", "%d × %d", numWorkers(), threadsPerWorker()));
    facts.add(fact("Whole fit", "%,.1f s", seconds()));
    if (warmStart().isWarmStart()) {
      facts.add(
          fact(
              "Rows of the initial model",
              "%,d kept, %,d new",
              warmStart().oldRows(),
              warmStart().newRows()));
    }
    return facts;
  }

  private void addQuality(List<Fact> facts) {
    if (validationExamples() == 0) {
      facts.add(fact("Training " + TrainingReport.lossName(loss), "%.4f", best().loss()));
    } else if (loss.isRegression()) {
      facts.add(
          fact("Validation " + TrainingReport.errorName(loss), "%.4f", best().validationError()));
    } else {
      facts.add(fact("Validation AUC", "%.4f", best().validationAuc()));
      facts.add(fact("Validation log loss", "%.4f", best().validationLogLoss()));
    }
  }

  private static Fact fact(String name, String format, Object... values) {
    return new Fact(name, String.format(Locale.ROOT, format, values));
  }
}
