package io.sparkdeepfm.serving;

import io.sparkdeepfm.model.FixedModel;
import java.util.List;

/**
 * One row after the other for one thread: its values are set, then it is scored, and the next row
 * begins with every value missing. Nothing is allocated once each length of value was seen. After a
 * refused value, {@link #clear} begins again.
 */
public final class ScoringRow extends RowValues {
  private final Scorer scorer;
  private final io.sparkdeepfm.model.Scorer model;
  private final float[] logits = new float[1];

  ScoringRow(Scorer scorer, List<String> names, FixedModel fixed, List<FieldSource> sources) {
    super(names, fixed.config().schema(), sources, 1);
    this.scorer = scorer;
    model = io.sparkdeepfm.model.Scorer.ofRows(fixed);
  }

  /** The output of the model: the logit of a classifier, what a regression's mean is made of. */
  public double logit() {
    float logit = score();
    clear();
    return logit;
  }

  /**
   * The probability of label 1.
   *
   * @throws IllegalStateException if the model is a regression
   */
  public double probability() {
    scorer.requireClassifier();
    return scorer.mean(logit());
  }

  /**
   * The label's mean that the model foretells: the probability of 1, or a regression's prediction.
   */
  public double mean() {
    return scorer.mean(logit());
  }

  /** The row's logit, taken apart by field. */
  public FieldExplanation explain() {
    float logit = score();
    FieldExplanation explanation = scorer.explain(columns(), logit);
    clear();
    return explanation;
  }

  private float score() {
    next();
    model.score(columns(), 0, 1, logits);
    scorer.requireFinite(logits[0]);
    return logits[0];
  }
}
