package io.sparkdeepfm.engine.cpu;

import java.io.Serializable;

/** What the driver makes of the workers' replies, for every replica to take over. */
sealed interface RoundOutcome extends Serializable permits AveragedParameters, MeanGradient {
  /** Brings a replica to where all are after the round. */
  void applyTo(Replica replica);

  /** Size in bytes when sent. */
  long bytes();
}
