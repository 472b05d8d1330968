package io.sparkdeepfm.engine;

import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.Initialization;
import io.sparkdeepfm.optim.LearningRateSchedule;
import io.sparkdeepfm.optim.OptimizerConfig;
import java.io.Serializable;

/**
 * How a model is trained. The Params of the estimator have been checked when this is made.
 *
 * @param embeddings optimizer of embeddings and first-order weights
 * @param layers optimizer of all dense parameters; its penalty acts on weight matrices only
 * @param schedule of both learning rates
 * @param penaltyMode when the penalty acts on rows that a step does not touch
 * @param maxGradientNorm the norm to which longer gradients are cut, over all parameters together
 *     and without penalties; 0: never
 * @param batchSize examples per step per worker
 * @param numEpochs passes over the data, at most
 * @param numWorkers training tasks, each with a replica of the parameters
 * @param averaging what keeps the replicas together
 * @param averagingFrequency steps between two averagings of the replicas' parameters
 * @param threadsPerWorker threads of each worker
 * @param precision of the MLP's matrix products
 * @param seed of initial parameters, order of examples and dropout
 * @param initialization what the initial parameters are drawn from
 */
public record TrainingConfig(
    OptimizerConfig embeddings,
    OptimizerConfig layers,
    LearningRateSchedule schedule,
    PenaltyMode penaltyMode,
    double maxGradientNorm,
    int batchSize,
    int numEpochs,
    int numWorkers,
    Averaged averaging,
    int averagingFrequency,
    int threadsPerWorker,
    Precision precision,
    long seed,
    Initialization initialization)
    implements Serializable {
  /** The same with another seed. */
  public TrainingConfig withSeed(long newSeed) {
    return with(schedule, newSeed, initialization);
  }

  /** The same with the schedule spread over the steps that so many training examples make. */
  public TrainingConfig forExamples(long examples) {
    long perWorker = (examples + numWorkers - 1) / numWorkers;
    long stepsPerEpoch = (perWorker + batchSize - 1) / batchSize;
    return with(schedule.over(stepsPerEpoch * numEpochs), seed, initialization);
  }

  /** The same with the output's bias begun elsewhere. */
  public TrainingConfig withInitialBias(double bias) {
    return with(schedule, seed, initialization.withBias(bias));
  }

  private TrainingConfig with(
      LearningRateSchedule newSchedule, long newSeed, Initialization newInitialization) {
    return new TrainingConfig(
        embeddings,
        layers,
        newSchedule,
        penaltyMode,
        maxGradientNorm,
        batchSize,
        numEpochs,
        numWorkers,
        averaging,
        averagingFrequency,
        threadsPerWorker,
        precision,
        newSeed,
        newInitialization);
  }

  /** Whether embedding rows move in steps that do not touch them, because of a penalty. */
  public boolean movesIdleRows() {
    return embeddings.forWeights().movesIdle() && penaltyMode != PenaltyMode.TOUCHED;
  }

  /** Steps of a worker in one epoch, about; 0 before {@link #forExamples}. */
  public long stepsPerEpoch() {
    return schedule.totalSteps() / numEpochs;
  }

  /** What is averaged over the workers. */
  public enum Averaged {
    /** The replicas' parameters, after some steps of each on its own. */
    PARAMETERS,
    /**
     * The gradients of every step, which all replicas then make alike, as one worker would with all
     * their examples in its mini-batch.
     */
    GRADIENTS
  }

  /** When the penalty acts on the embedding rows that a step's examples do not touch. */
  public enum PenaltyMode {
    /** {@link #EAGER} for vocabularies of up to 65,536 rows, {@link #LAZY} for larger ones. */
    AUTO,
    /** In every step, on every row: the definition, at a cost in proportion to the table. */
    EAGER,
    /**
     * Before a row is next read, for all steps that it missed: equal to {@link #EAGER} for SGD,
     * AdamW, proximal Adagrad and FTRL, close to it for the others, at a cost in proportion to the
     * rows that are read.
     */
    LAZY,
    /** Never: a row is penalised in the steps that touch it, as sparse optimizers elsewhere do. */
    TOUCHED;

    private static final int LARGEST_EAGER_TABLE = 1 << 16;

    /** What {@link #AUTO} means for a table; the others stay what they are. */
    public PenaltyMode forTable(int numEmbeddings) {
      if (this != AUTO) {
        return this;
      }
      return numEmbeddings <= LARGEST_EAGER_TABLE ? EAGER : LAZY;
    }
  }
}
