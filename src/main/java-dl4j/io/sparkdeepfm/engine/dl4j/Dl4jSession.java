package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.EpochOrder;
import io.sparkdeepfm.engine.EpochPart;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.dl4j.Dl4jEngine.AveragingOptions;
import io.sparkdeepfm.metric.ScoredExamples;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.Initializer;
import io.sparkdeepfm.model.Scorer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.DoubleAccumulator;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.RepartitionStrategy;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;

/**
 * The driver's side of a training: each averaging round is one fit of a {@link
 * SparkComputationGraph} on just the mini-batches of that round. Parameters and optimizer state go
 * out as a broadcast and come back whole; a task that is lost is repeated from the broadcast.
 */
final class Dl4jSession implements TrainingEngine.Session {
  private final TrainingEngine.Job job;
  private final TrainingConfig training;
  private final AveragingOptions averaging;
  private final JavaSparkContext context;
  private final DoubleAccumulator lossSum;
  private final DoubleAccumulator weightSum;
  private final DoubleAccumulator workerSeconds;
  private final SparkComputationGraph graph;
  private final GraphParameters parameters;
  private final int stepsPerRound;
  private long stepsDone;

  Dl4jSession(TrainingEngine.Job job, AveragingOptions averaging) {
    this.job = job;
    this.averaging = averaging;
    training = job.training();
    context = JavaSparkContext.fromSparkContext(job.blocks().context());
    Nd4jDevices.checkWorkers(job.blocks());
    stepsPerRound =
        training.numWorkers() == 1
            ? Math.max(1, EpochOrder.WINDOW_EXAMPLES / training.batchSize())
            : training.averagingFrequency();
    lossSum = context.sc().doubleAccumulator();
    weightSum = context.sc().doubleAccumulator();
    workerSeconds = context.sc().doubleAccumulator();
    graph =
        new SparkComputationGraph(
            context, new GraphConf(job.config(), training).build(), trainingMaster(stepsPerRound));
    parameters = new GraphParameters(job.config(), graph.getNetwork());
    parameters.write(
        job.initialParameters() == null
            ? new Initializer(job.config(), training.initialization(), training.seed()).initialize()
            : job.initialParameters().whole());
  }

  /** Every option is set, because some defaults are not what their documentation says. */
  private ParameterAveragingTrainingMaster trainingMaster(int averagingFrequency) {
    return new ParameterAveragingTrainingMaster.Builder(training.numWorkers(), training.batchSize())
        .batchSizePerWorker(training.batchSize())
        .averagingFrequency(averagingFrequency)
        .aggregationDepth(averaging.aggregationDepth())
        .workerPrefetchNumBatches(0) // a thread of its own would not have the worker's device
        .saveUpdater(averaging.optimizerState())
        .rddTrainingApproach(RDDTrainingApproach.Direct)
        .repartionData(Repartition.Never) // partition w is worker w already
        .repartitionStrategy(RepartitionStrategy.Balanced)
        .storageLevel(null) // a round's batches are read once
        .collectTrainingStats(false) // executors would ask a time server; StepHook measures
        .trainingHooks(new StepHook(lossSum, weightSum, workerSeconds))
        .build();
  }

  @Override
  public EpochResult trainEpoch(
      int epoch, double learningRateScale, EpochPart begun, EpochPart.Listener listener) {
    lossSum.reset();
    weightSum.reset();
    workerSeconds.reset();
    int steps = stepsPerEpoch();
    int rounds = 0;
    for (int firstStep = 0; firstStep < steps; firstStep += stepsPerRound) {
      int numSteps = Math.min(stepsPerRound, steps - firstStep);
      trainRound(epoch, firstStep, numSteps, learningRateScale);
      rounds++;
      int nextStep = firstStep + numSteps;
      long perWorker = (long) nextStep * training.batchSize();
      EpochResult sums = sums(examplesUpTo(perWorker), rounds);
      listener.partDone(new EpochPart(nextStep, nextStep == steps, sums));
    }
    return sums(examplesUpTo(Long.MAX_VALUE), rounds);
  }

  private EpochResult sums(long examples, int rounds) {
    return new EpochResult(
        lossSum.value(),
        weightSum.value(),
        examples,
        rounds,
        workerSeconds.value(),
        rounds * bytesPerRound());
  }

  /** Steps of the worker with most examples. */
  private int stepsPerEpoch() {
    long most = job.examples().stream().mapToLong(WorkerExamples::count).max().orElse(0);
    return Math.toIntExact((most + training.batchSize() - 1) / training.batchSize());
  }

  /** Examples of all workers if each has done at most so many. */
  private long examplesUpTo(long limit) {
    return job.examples().stream().mapToLong(worker -> Math.min(worker.count(), limit)).sum();
  }

  private void trainRound(int epoch, int firstStep, int numSteps, double learningRateScale) {
    begin(graph.getNetwork().getConfiguration(), learningRateScale);
    RoundBatches.Round round =
        new RoundBatches.Round(
            job.config().schema(), job.examples(), training, epoch, firstStep, numSteps);
    graph.fitMultiDataSet(round.of(job.blocks()));
    stepsDone += numSteps;
  }

  /** Tells the update rules and the dropout how far the training is. */
  private void begin(ComputationGraphConfiguration conf, double learningRateScale) {
    conf.setIterationCount(0);
    long stateSteps = averaging.optimizerState() ? stepsDone : 0;
    conf.getDefaultConfiguration().setSeed(SplitMix64.combine(training.seed(), stepsDone));
    conf.getVertices().values().stream()
        .filter(LayerVertex.class::isInstance)
        .map(vertex -> ((LayerVertex) vertex).getLayerConf().getLayer())
        .filter(BaseLayer.class::isInstance)
        .map(layer -> ((BaseLayer) layer).getIUpdater())
        .filter(GraphUpdater.class::isInstance)
        .forEach(rule -> ((GraphUpdater) rule).begin(stepsDone, stateSteps, learningRateScale));
  }

  /** To each worker and back. */
  private long bytesPerRound() {
    long floats =
        DenseCopies.sent(job.config(), training)
            + DenseCopies.returned(job.config(), training, averaging);
    return Float.BYTES * floats * training.numWorkers();
  }

  @Override
  public List<ScoredExamples> scoreValidation() {
    DeepFMConfig config = job.config();
    Broadcast<DeepFMParameters> current = context.broadcast(parameters());
    try {
      return job.blocks()
          .mapPartitions(blocks -> score(new Scorer(config, current.value()), blocks), true)
          .collect();
    } finally {
      current.destroy();
    }
  }

  /** As models are scored: not by the graph. */
  private static Iterator<ScoredExamples> score(Scorer scorer, Iterator<ExampleBlock> blocks) {
    List<ScoredExamples> scores = new ArrayList<>();
    while (blocks.hasNext()) {
      ExampleBlock block = blocks.next();
      if (block.validation()) {
        float[] weights = new float[block.size()];
        for (int b = 0; b < weights.length; b++) {
          weights[b] = block.weight(b);
        }
        scores.add(new ScoredExamples(scorer.logits(block), block.labels(), weights));
      }
    }
    return scores.iterator();
  }

  @Override
  public DeepFMParameters parameters() {
    return parameters.read();
  }

  @Override
  public void close() {
    graph.getNetwork().clear();
  }
}
