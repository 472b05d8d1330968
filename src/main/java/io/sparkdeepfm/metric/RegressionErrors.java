package io.sparkdeepfm.metric;

import io.sparkdeepfm.optim.Loss;
import java.io.Serializable;
import java.util.List;

/** Weighted errors of predicted means, exact. Adds up over parts of the data. */
public final class RegressionErrors implements Serializable { // no record: Kryo cannot make them
  private double weight;
  private double squares;
  private double deviance;

  /** The errors of all parts together, whose logits are outputs of a model. */
  public static RegressionErrors of(List<ScoredExamples> parts, Loss loss) {
    RegressionErrors errors = new RegressionErrors();
    for (ScoredExamples part : parts) {
      for (int i = 0; i < part.logits().length; i++) {
        errors.add(loss, part.logits()[i], part.labels()[i], part.weights()[i]);
      }
    }
    return errors;
  }

  /** Adds an example by a model's output. */
  public void add(Loss loss, double output, double label, double exampleWeight) {
    double mean = loss.mean(output);
    weight += exampleWeight;
    squares += exampleWeight * (mean - label) * (mean - label);
    if (loss == Loss.POISSON) {
      // By the output, for the logarithm of a mean that was rounded to 0 is not finite.
      double ofLabel = label > 0 ? label * (Math.log(label) - output) : 0;
      deviance += exampleWeight * 2 * (ofLabel - label + mean);
    }
  }

  /** Adds all that others have. */
  public void add(RegressionErrors others) {
    weight += others.weight;
    squares += others.squares;
    deviance += others.deviance;
  }

  /** Σ of the weights. */
  public double weight() {
    return weight;
  }

  /** Root of the weighted mean squared error; NaN without weight. */
  public double rootMeanSquaredError() {
    return Math.sqrt(squares / weight);
  }

  /**
   * Weighted mean Poisson deviance, 2 (y log(y/μ) − y + μ), of a model with that loss, 0 where all
   * is foretold (McCullagh and Nelder 1989, section 2.3); NaN without weight.
   */
  public double poissonDeviance() {
    return deviance / weight;
  }

  /** The error that a model of this loss is judged by: {@link #poissonDeviance}, else the root. */
  public double of(Loss loss) {
    return loss == Loss.POISSON ? poissonDeviance() : rootMeanSquaredError();
  }
}
