package io.sparkdeepfm.metric;

import java.io.Serializable;

/**
 * One point of a ROC curve.
 *
 * @param falsePositiveRate weighted part of the negatives that score at least the threshold
 * @param truePositiveRate weighted part of the positives that do
 */
public record RocPoint(double falsePositiveRate, double truePositiveRate) implements Serializable {}
