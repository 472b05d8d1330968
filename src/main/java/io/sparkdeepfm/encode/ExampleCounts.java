package io.sparkdeepfm.encode;

import io.sparkdeepfm.data.ExampleBlock;
import java.io.Serializable;

/** How many examples there are. */
public final class ExampleCounts implements Serializable { // no record: Kryo cannot make them
  private final long training;
  private final long positives;
  private final double weight;
  private final double labelSum;
  private final long validation;
  private final double validationPositiveWeight;
  private final double validationNegativeWeight;

  /**
   * @param training rows to train on
   * @param positives those with label 1 among them
   * @param weight Σ of their row weights
   * @param labelSum Σ of their labels times their weights
   * @param validation rows to validate on
   * @param validationPositiveWeight Σ of the weights of those with label 1
   * @param validationNegativeWeight Σ of the weights of those with other labels
   */
  public ExampleCounts(
      long training,
      long positives,
      double weight,
      double labelSum,
      long validation,
      double validationPositiveWeight,
      double validationNegativeWeight) {
    this.training = training;
    this.positives = positives;
    this.weight = weight;
    this.labelSum = labelSum;
    this.validation = validation;
    this.validationPositiveWeight = validationPositiveWeight;
    this.validationNegativeWeight = validationNegativeWeight;
  }

  public long training() {
    return training;
  }

  public long positives() {
    return positives;
  }

  public double weight() {
    return weight;
  }

  public double labelSum() {
    return labelSum;
  }

  /** Weighted mean label of the training rows. */
  public double meanLabel() {
    return labelSum / weight;
  }

  public long validation() {
    return validation;
  }

  public double validationPositiveWeight() {
    return validationPositiveWeight;
  }

  public double validationNegativeWeight() {
    return validationNegativeWeight;
  }

  static final ExampleCounts NONE = new ExampleCounts(0, 0, 0, 0, 0, 0, 0);

  ExampleCounts plus(ExampleCounts other) {
    return new ExampleCounts(
        training + other.training,
        positives + other.positives,
        weight + other.weight,
        labelSum + other.labelSum,
        validation + other.validation,
        validationPositiveWeight + other.validationPositiveWeight,
        validationNegativeWeight + other.validationNegativeWeight);
  }

  static ExampleCounts of(ExampleBlock block) {
    long positives = 0;
    double positiveWeight = 0;
    double otherWeight = 0;
    double labelSum = 0;
    for (int b = 0; b < block.size(); b++) {
      float label = block.labels()[b];
      float weight = block.weight(b);
      if (label == 1) {
        positives++;
        positiveWeight += weight;
      } else {
        otherWeight += weight;
      }
      labelSum += (double) label * weight;
    }
    return block.validation()
        ? new ExampleCounts(0, 0, 0, 0, block.size(), positiveWeight, otherWeight)
        : new ExampleCounts(
            block.size(), positives, positiveWeight + otherWeight, labelSum, 0, 0, 0);
  }
}
