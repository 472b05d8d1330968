package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.checkpoint.Checkpoint;
import io.sparkdeepfm.checkpoint.CheckpointDirectory;
import io.sparkdeepfm.checkpoint.ParameterState;
import io.sparkdeepfm.engine.EpochPart;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.WorkerRequest.Operation;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.Initializer;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * The driver's side of a training, whatever its replicas compute on.
 *
 * <p>Replicas and optimizer states stay in the executors between requests, bound to the persisted
 * data of their worker. The driver holds the parameters of the last round or epoch, see {@link
 * EpochTraining}. A worker that finds no replica, because its executor is new or a task failed
 * half-way, says so, and gets the driver's parameters: a lost executor costs a round or an epoch,
 * not the job.
 */
public final class CpuSession implements TrainingEngine.Session {
  /** The driver's parameters in a checkpoint. */
  private static final String PARAMETERS_FILE = "parameters.bin";

  private final DeepFMParameters parameters;
  private final WorkerCalls calls;
  private final WorkerPlaces places;
  private final EpochTraining epochs;
  private final Configuration hadoop;
  private final HeldRows held;
  private int epochsBegun; // tells who is replaced while it scores how many steps there have been

  /**
   * @param replicas makes those of the workers
   */
  public CpuSession(TrainingEngine.Job given, ReplicaFactory replicas) {
    TrainingEngine.Job job = LazyBlocks.of(given);
    held = HeldRows.of(job, replicas);
    parameters =
        job.initialParameters() == null
            ? held.parameters(
                new Initializer(
                    job.config(), job.training().initialization(), job.training().seed()))
            : held.withRoom(job.initialParameters());
    places = new WorkerPlaces(job.blocks(), job.training().numWorkers());
    calls = new WorkerCalls(job, new RequestJob(job, held, replicas, places), parameters);
    hadoop = job.blocks().context().hadoopConfiguration();
    epochs = epochTraining(job);
  }

  /** One worker has nothing to average. */
  private EpochTraining epochTraining(TrainingEngine.Job job) {
    DeepFMConfig config = job.config();
    TrainingConfig training = job.training();
    if (training.numWorkers() == 1) {
      return new LoneTraining(calls, parameters, training);
    }
    DenseLayout layout = new DenseLayout(config);
    return switch (training.averaging()) {
      case PARAMETERS -> {
        RowExchange exchange = new RowExchange(job, held, places);
        calls.handOver(exchange);
        yield new ParameterAveragingTraining(
            calls,
            parameters,
            layout,
            new EpochRows(calls, exchange, job, parameters),
            training.averagingFrequency());
      }
      case GRADIENTS ->
          new GradientAveragingTraining(
              calls,
              parameters,
              new GradientMean(layout, config.embeddingDim() + 1, training.maxGradientNorm()));
    };
  }

  /** Names the training among all that share an executor, for tests. */
  String runId() {
    return calls.runId();
  }

  @Override
  public EpochResult trainEpoch(
      int epoch, double learningRateScale, EpochPart begun, EpochPart.Listener listener) {
    epochsBegun = epoch;
    calls.setLearningRateScale(learningRateScale);
    return epochs.train(epoch, begun, listener).result();
  }

  @Override
  public void failOnLoss() {
    calls.failOnLoss();
  }

  @Override
  public boolean save(CheckpointDirectory.Draft draft) throws IOException {
    if (!ReplicaFiles.save(calls, draft, hadoop)) {
      return false;
    }
    draft.write(PARAMETERS_FILE, out -> ParameterState.write(parameters, out));
    return true;
  }

  @Override
  public void restore(Checkpoint checkpoint) {
    checkpoint.read(
        PARAMETERS_FILE,
        in -> {
          ParameterState.read(in, parameters);
          return parameters;
        });
    calls.beginFrom(checkpoint);
  }

  @Override
  public List<ScoredExamples> scoreValidation() {
    return calls.askReplacing(Operation.SCORE_VALIDATION, epochsBegun + 1, 0, 0).stream()
        .map(WorkerReply::scores)
        .toList();
  }

  @Override
  public DeepFMParameters parameters() {
    return parameters;
  }

  @Override
  public void close() {
    try {
      epochs.close();
      calls.release();
    } finally {
      held.close();
    }
  }
}
