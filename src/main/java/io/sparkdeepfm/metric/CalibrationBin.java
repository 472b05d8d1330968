package io.sparkdeepfm.metric;

import java.io.Serializable;

/**
 * Examples of about the same score.
 *
 * @param probability weighted mean of what was predicted for them
 * @param positiveRate weighted part of them with label 1
 * @param weight Σ of their row weights, above 0
 */
public record CalibrationBin(double probability, double positiveRate, double weight)
    implements Serializable {}
