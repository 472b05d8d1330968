package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import java.io.IOException;
import java.io.Serializable;

/** Makes replicas of one kind in the executors. */
public interface ReplicaFactory extends Serializable {
  /**
   * A replica with fresh optimizer state.
   *
   * @param parameters taken over rather than copied
   * @param before steps that the training has made already, for the learning rate
   */
  Replica create(
      DeepFMConfig config, TrainingConfig training, DeepFMParameters parameters, long before);

  /** A replica as {@link Replica#write} wrote it. */
  Replica read(StateInput in, DeepFMConfig config, TrainingConfig training) throws IOException;
}
