package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.optim.LearningRateSchedule;

/**
 * The learning rates of a replica's steps. Its own steps count from 1, also where it took over from
 * a lost one in the middle of a training; the schedule goes on from there.
 */
final class LearningRates {
  private final LearningRateSchedule schedule;
  private final double embeddings;
  private final double layers;
  private final long stepsBefore;
  private volatile double scale = 1;

  /**
   * @param stepsBefore steps that the training had made when the replica began
   */
  LearningRates(TrainingConfig training, long stepsBefore) {
    schedule = training.schedule();
    embeddings = training.embeddings().learningRate();
    layers = training.layers().learningRate();
    this.stepsBefore = stepsBefore;
  }

  long stepsBefore() {
    return stepsBefore;
  }

  /** Sets what plateaus have left of the learning rates, from the next step on. */
  void setScale(double newScale) {
    scale = newScale;
  }

  float ofEmbeddings(long step) {
    return (float) schedule.rate(embeddings, scale, stepsBefore + step);
  }

  float ofLayers(long step) {
    return (float) schedule.rate(layers, scale, stepsBefore + step);
  }

  /** Whether all steps after {@code step} have one learning rate, until the scale changes. */
  boolean areConstantAfter(long step) {
    return schedule.isConstantAfter(stepsBefore + step);
  }
}
