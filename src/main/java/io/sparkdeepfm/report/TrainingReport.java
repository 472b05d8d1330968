package io.sparkdeepfm.report;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.encode.FieldCounts.FieldUsage;
import io.sparkdeepfm.metric.ValidationCurves;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.train.EpochMetrics;
import java.io.Serializable;
import java.util.List;

/**
 * All that the page shows.
 *
 * @param title of the page
 * @param facts on the whole training, for the top of the page
 * @param epochs at least one
 * @param bestEpoch the one whose parameters the model has, from 1
 * @param curves of the validation rows after the best epoch
 * @param fields of the model, may be empty
 * @param parameters all, in the order in which they are shown
 * @param versions of what took part
 * @param loss that the model was fitted by
 */
public record TrainingReport(
    String title,
    List<Fact> facts,
    List<EpochMetrics> epochs,
    int bestEpoch,
    ValidationCurves curves,
    List<FieldUsage> fields,
    List<Parameter> parameters,
    List<Fact> versions,
    Loss loss) {
  /**
   * @throws IllegalArgumentException if there is no epoch, or the best one is not among them
   */
  public TrainingReport {
    epochs = List.copyOf(epochs);
    facts = List.copyOf(facts);
    fields = List.copyOf(fields);
    parameters = List.copyOf(parameters);
    versions = List.copyOf(versions);
    if (epochs.isEmpty()) {
      throw new IllegalArgumentException(
          "There are 0 epochs, but a report needs at least one; take the summary that fit made.");
    }
    if (bestEpoch < 1 || bestEpoch > epochs.size()) {
      throw Refusal.of(
          "bestEpoch is %d, but must be from 1 to %d, the number of epochs.",
          bestEpoch, epochs.size());
    }
  }

  /** Whether there were rows to validate on. */
  boolean isValidated() {
    return !Double.isNaN(
        loss.isRegression() ? best().validationError() : best().validationLogLoss());
  }

  /** What the training loss is called, in lower case. */
  public static String lossName(Loss loss) {
    return switch (loss) {
      case LOG -> "log loss";
      case SQUARED -> "squared error";
      case POISSON -> "Poisson loss";
    };
  }

  /** What the validation error of a regression is called. */
  public static String errorName(Loss loss) {
    return loss == Loss.POISSON ? "Poisson deviance" : "RMSE";
  }

  EpochMetrics best() {
    return epochs.get(bestEpoch - 1);
  }

  /** The page. */
  public String toHtml() {
    return new ReportPage(this).html();
  }

  /** A name and what there is to say of it, as text. */
  public record Fact(String name, String value) implements Serializable {}

  /**
   * One Param as a training used it.
   *
   * @param name of the Param
   * @param value as text
   * @param defaultValue as text
   * @param changed whether the value is not the default
   */
  public record Parameter(String name, String value, String defaultValue, boolean changed)
      implements Serializable {}
}
