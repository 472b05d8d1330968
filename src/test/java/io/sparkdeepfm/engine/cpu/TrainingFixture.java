package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.cpu.RoundOutcome.AveragedParameters;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** A small worker without Spark: its data, its configuration and the requests to it. */
final class TrainingFixture {
  static final int BATCH_SIZE = 10;
  static final int TRAINING_EXAMPLES = 95; // nine whole batches and a part
  static final int STEPS = 10;

  private static final RandomExamples EXAMPLES = RandomExamples.everyKind(3);

  static final DeepFMConfig CONFIG =
      ModelConfigs.of(
          EXAMPLES.schema(),
          3,
          List.of(6),
          Activation.RELU,
          0.25,
          true,
          Interaction.FEATURE,
          Head.WEIGHTED);

  static final WorkerExamples WORKER = new WorkerExamples(TRAINING_EXAMPLES, 40);
  static final WorkerExamples NONE = new WorkerExamples(0, 40);

  /** Training blocks of 40, 40 and 15 examples with validation blocks among them. */
  static final List<ExampleBlock> BLOCKS =
      List.of(
          validation(12),
          EXAMPLES.weightedBlock(40),
          EXAMPLES.block(40),
          validation(5),
          EXAMPLES.weightedBlock(15));

  private TrainingFixture() {}

  private static ExampleBlock validation(int size) {
    ExampleBlock block = EXAMPLES.weightedBlock(size);
    return new ExampleBlock(size, block.labels(), block.weights(), block.columns(), true);
  }

  static List<ExampleBlock> blocks(boolean validation) {
    List<ExampleBlock> blocks = new ArrayList<>(BLOCKS);
    blocks.removeIf(block -> block.validation() != validation);
    return blocks;
  }

  /** Blocks that cannot be read. */
  static Iterator<ExampleBlock> lostBlocks() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public ExampleBlock next() {
        throw new NoSuchElementException("The data is gone.");
      }
    };
  }

  static TrainingConfig training(double l2) {
    return TrainingConfigs.of(OptimizerType.ADAM, 0.01, l2, BATCH_SIZE, 1, 2, 1, 2, 11);
  }

  static DeepFMParameters initial() {
    return RandomParameters.of(CONFIG, 5);
  }

  /** A worker that has answered no request yet. */
  static Worker worker(double l2) {
    return worker(l2, WORKER);
  }

  static Worker worker(double l2, WorkerExamples examples) {
    return worker(new CpuReplica.Factory(), l2, examples);
  }

  /** Likewise, with a replica of some kind. */
  static Worker worker(ReplicaFactory replicas, double l2, WorkerExamples examples) {
    Replica replica = replicas.create(CONFIG, training(l2), initial(), 0);
    return new Worker(
        replica, training(l2), 0, examples, WorkerRows.all(CONFIG.schema()), CONFIG.schema(), 0);
  }

  /** To train {@code numSteps} of epoch 1 alone. */
  static WorkerRequest train(long number, int firstStep, int numSteps) {
    return request(number, Operation.TRAIN, 1, firstStep, numSteps, null);
  }

  /** To train {@code numSteps} of epoch 1 as one of several workers. */
  static WorkerRequest trainRound(long number, int firstStep, int numSteps) {
    return request(number, Operation.TRAIN_ROUND, 1, firstStep, numSteps, null);
  }

  static WorkerRequest validate(long number) {
    return request(number, Operation.SCORE_VALIDATION, 0, 0, 0, null);
  }

  /** What a worker has to send in request {@code number}, by table. */
  static RowUpdates[] sent(Worker worker, long number) {
    RowUpdates[] rows = new RowUpdates[CONFIG.schema().numTables()];
    Arrays.fill(rows, new RowUpdates(new int[0], new float[0], new float[0]));
    worker
        .send(number, 1)
        .forEachRemaining(
            message -> {
              if (!message.isGreeting()) {
                rows[message.table()] = message.rows();
              }
            });
    return rows;
  }

  /** What merge tasks make of one worker's rows alone, if another has them too. */
  static List<RowMessage> averageOfOne(Worker worker, long number, double l2) {
    List<RowMessage> messages = new ArrayList<>();
    Averaging averaging =
        new Averaging(Averaging.RowRule.of(CONFIG, training(l2)), CONFIG.embeddingDim() + 1);
    new MergedRows(worker.send(number, 1), null, averaging, STEPS, 1)
        .forEachRemaining(messages::add);
    return messages;
  }

  static WorkerRequest request(
      long number,
      Operation operation,
      int epoch,
      int firstStep,
      int numSteps,
      AveragedParameters average) {
    return new WorkerRequest(
        "run",
        number,
        operation,
        epoch,
        firstStep,
        numSteps,
        1,
        average == null ? null : new LocalBroadcast<>(average, AveragedParameters.class),
        null,
        null,
        null,
        null);
  }
}
