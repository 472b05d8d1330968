package io.sparkdeepfm.engine;

import io.sparkdeepfm.engine.TrainingEngine.Session.EpochResult;

/**
 * How far an epoch has come, at a point where no worker is at work.
 *
 * @param nextStep the workers' first step of the epoch that is not yet made
 * @param done whether no example of the epoch is left
 * @param sums of what has been done in it
 */
public record EpochPart(int nextStep, boolean done, EpochResult sums) {
  /** The beginning of an epoch. */
  public static final EpochPart NONE = new EpochPart(0, false, new EpochResult(0, 0, 0, 0, 0, 0));

  /** Hears how an epoch goes on. */
  public interface Listener {
    /** Some more of the epoch is done; the workers wait until this returns. */
    void partDone(EpochPart part);
  }
}
