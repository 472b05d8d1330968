package io.sparkdeepfm.fit;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.param.DeepFMParams;

/** A model that a training can go on from. */
public interface TrainedModel extends DeepFMParams {
  /** The model's shape. */
  DeepFMConfig config();

  /** What was learned, a copy. */
  DeepFMParameters parameters();
}
