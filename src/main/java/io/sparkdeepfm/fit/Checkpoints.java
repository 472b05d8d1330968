package io.sparkdeepfm.fit;

import io.sparkdeepfm.checkpoint.TrainingIdentity;
import io.sparkdeepfm.encode.EncodedData;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.param.CheckpointParams;
import io.sparkdeepfm.param.DeepFMParams;
import io.sparkdeepfm.train.TrainingCheckpoints;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** The checkpoints that an estimator's Params ask for. */
final class Checkpoints {
  /** Params that a training does not depend on; it may go on from another GPU, too. */
  private static final Set<String> OF_SCORING = Set.of("scoringEngine", "cudaDevice", "explainCol");

  private Checkpoints() {}

  /** Names of the Params that decide about checkpoints and nothing else. */
  static Set<String> paramNames(Params params) {
    return params instanceof CheckpointParams own
        ? List.of(own.checkpointDir(), own.checkpointInterval(), own.checkpointUnit(), own.resume())
            .stream()
            .map(Param::name)
            .collect(Collectors.toSet())
        : Set.of();
  }

  /**
   * Looks at what there is before the data are encoded.
   *
   * @throws IllegalArgumentException if the training cannot go on from it
   */
  static TrainingCheckpoints open(
      DeepFMParams params, DeepFMConfig config, TrainingConfig training, SparkContext context) {
    if (!(params instanceof CheckpointParams own) || own.getCheckpointDir() == null) {
      return TrainingCheckpoints.NONE;
    }
    TrainingIdentity identity =
        new TrainingIdentity(
            TrainingDetails.parameters(params).stream()
                .filter(param -> !OF_SCORING.contains(param.name()))
                .collect(Collectors.toMap(p -> p.name(), p -> p.value())),
            config.toString(),
            training.numWorkers(),
            training.threadsPerWorker(),
            List.of());
    return TrainingCheckpoints.open(
        new TrainingCheckpoints.Plan(
            own.getCheckpointDir(),
            own.getCheckpointInterval(),
            own.unitOfCheckpoints(),
            own.getResume()),
        identity,
        context.hadoopConfiguration());
  }

  /** Compares with the examples too, which takes a pass over them. */
  static void requireFit(TrainingCheckpoints checkpoints, EncodedData data) {
    if (checkpoints.areWritten()) {
      checkpoints.setData(data.digests());
    }
  }
}
