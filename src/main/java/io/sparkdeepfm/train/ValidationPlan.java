package io.sparkdeepfm.train;

/**
 * What is done about the validation rows' metrics.
 *
 * @param metric by which epochs are judged
 * @param patience epochs in a row without improvement after which training stops; 0: it does not
 * @param plateauPatience epochs in a row without improvement after which the learning rate falls
 * @param plateauFactor of the learning rate then, in (0, 1]; 1: it does not fall
 */
public record ValidationPlan(
    ValidationMetric metric, int patience, int plateauPatience, double plateauFactor) {}
