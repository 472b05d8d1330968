package io.sparkdeepfm.engine;

import io.sparkdeepfm.model.Initialization;
import io.sparkdeepfm.optim.OptimizerType;
import java.io.Serializable;

/**
 * How a model is trained. The Params of the estimator have been checked when this is made.
 *
 * @param optimizer of embeddings and dense layers
 * @param learningRate η > 0
 * @param l2 λ ≥ 0: (λ/2)·‖W‖² of all embeddings and first-order weights is added to the loss of
 *     every step
 * @param batchSize examples per step per worker
 * @param numEpochs passes over the data
 * @param numWorkers training tasks, each with a replica of the parameters
 * @param averagingFrequency steps between two averagings of the replicas
 * @param threadsPerWorker threads of each worker
 * @param seed of initial parameters, order of examples and dropout
 * @param initialization what the initial parameters are drawn from
 */
public record TrainingConfig(
    OptimizerType optimizer,
    double learningRate,
    double l2,
    int batchSize,
    int numEpochs,
    int numWorkers,
    int averagingFrequency,
    int threadsPerWorker,
    long seed,
    Initialization initialization)
    implements Serializable {
  /** With the default initialization. */
  public TrainingConfig(
      OptimizerType optimizer,
      double learningRate,
      double l2,
      int batchSize,
      int numEpochs,
      int numWorkers,
      int averagingFrequency,
      int threadsPerWorker,
      long seed) {
    this(
        optimizer,
        learningRate,
        l2,
        batchSize,
        numEpochs,
        numWorkers,
        averagingFrequency,
        threadsPerWorker,
        seed,
        Initialization.DEFAULT);
  }

  /** The same with another seed. */
  public TrainingConfig withSeed(long newSeed) {
    return new TrainingConfig(
        optimizer,
        learningRate,
        l2,
        batchSize,
        numEpochs,
        numWorkers,
        averagingFrequency,
        threadsPerWorker,
        newSeed,
        initialization);
  }
}
