package io.sparkdeepfm;

import io.sparkdeepfm.encode.ExampleCounts;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.WarmStartReport;
import io.sparkdeepfm.persist.TextFile;
import io.sparkdeepfm.train.EpochMetrics;
import io.sparkdeepfm.train.Trainer;
import io.sparkdeepfm.train.TrainingNotes;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * How a training went.
 *
 * @param history one entry per epoch: loss, validation log loss and AUC, seconds, examples per
 *     second, share of the workers' time in which they made steps, bytes exchanged
 * @param bestEpoch the epoch whose parameters the model has, from 1: the best by the validation
 *     rows, without such the last
 * @param examples training rows
 * @param positives training rows with label 1
 * @param validationExamples rows validated on after each epoch
 * @param numWorkers that trained
 * @param threadsPerWorker of each
 * @param seconds of the whole fit: encoding, training and validation
 * @param warmStart which rows came from an initial model; {@link WarmStartReport#NONE} without one
 * @param details curves, fields, parameters and versions, for the report
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
    TrainingDetails details)
    implements Serializable {
  public TrainingSummary {
    history = List.copyOf(history);
  }

  static TrainingSummary of(
      Trainer.Outcome outcome,
      ExampleCounts counts,
      TrainingConfig training,
      WarmStartReport warmStart,
      double seconds,
      TrainingDetails details) {
    return new TrainingSummary(
        outcome.history(),
        outcome.bestEpoch(),
        counts.training(),
        counts.positives(),
        counts.validation(),
        training.numWorkers(),
        training.threadsPerWorker(),
        seconds,
        warmStart,
        details);
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
    return SummaryReport.of(this).toHtml();
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
}
