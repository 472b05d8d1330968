package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.math.Precision;

/** Where the time of a training step goes on rows that are distributed as Criteo's. */
final class TrueShapeProfileCase extends StepProfileCase {
  @Override
  public String name() {
    return "true-shape-profile";
  }

  @Override
  String title() {
    return "Profile of a step on rows like Criteo's";
  }

  @Override
  String examples() {
    return "the rows of *Training on rows like Criteo's*";
  }

  @Override
  OurTraining training(int examples) {
    return new OurTraining(
        TrueShape.config(), TrueShape.examples(8 * examples), examples, Precision.FLOAT32, 1);
  }
}
