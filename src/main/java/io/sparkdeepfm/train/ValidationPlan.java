package io.sparkdeepfm.train;

/**
 * What is done about the validation rows' metrics.
 *
 * @param metric by which epochs are judged
 * @param patience epochs in a row without improvement after which training stops; 0: it does not
 * @param plateauFactor of the learning rate after each epoch without improvement, in (0, 1]
 */
public record ValidationPlan(ValidationMetric metric, int patience, double plateauFactor) {}
