package io.sparkdeepfm.engine;

import io.sparkdeepfm.model.DeepFMConfig;
import org.apache.spark.SparkContext;

/** A way to train a DeepFM on Spark. Every engine ends with the same kind of parameters. */
public interface TrainingEngine {
  /** The name under which users choose it. */
  String name();

  /**
   * Looks at what can be told before any stage of a pipeline works.
   *
   * @param training whose cluster-dependent parts, as the number of workers, need not be final
   * @throws IllegalArgumentException if the engine cannot be loaded, or does not have an option
   */
  void checkOptions(TrainingConfig training);

  /**
   * Looks at what can be told before the data are encoded.
   *
   * @param workersAtOnce that train in one executor at the same time, at least 1
   * @throws IllegalArgumentException if the engine cannot train such a model on this cluster
   */
  void checkCluster(
      DeepFMConfig config, TrainingConfig training, SparkContext context, int workersAtOnce);

  /**
   * Begins a training that passes both checks; no step is made yet.
   *
   * @throws IllegalArgumentException if a worker cannot compute where Spark put it
   */
  EngineSession open(TrainingJob job);
}
