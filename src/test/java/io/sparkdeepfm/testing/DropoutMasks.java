package io.sparkdeepfm.testing;

/** What dropout multiplies by in one training step: 0, or 1 / (1 − rate). */
@FunctionalInterface
public interface DropoutMasks {
  /** The layer number of what the MLP reads. */
  int INPUT = -1;

  /** Nothing is dropped. */
  DropoutMasks NONE = (layer, example, unit) -> 1;

  /** The factor of one unit of a hidden layer, or of one coordinate of {@link #INPUT}. */
  double factor(int layer, int example, int unit);
}
