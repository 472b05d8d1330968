package io.sparkdeepfm.model;

/**
 * What all slices of one training step share.
 *
 * @param sync sums over the threads of the step
 * @param dropoutSeed of this step
 * @param inverseTotalWeight 1 / Σ of the mini-batch's row weights; 0 if all weights are 0
 */
public record StepContext(BatchSync sync, long dropoutSeed, float inverseTotalWeight) {}
