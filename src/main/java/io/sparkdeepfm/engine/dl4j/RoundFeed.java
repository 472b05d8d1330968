package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.TrainingConfig;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function2;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * The data of one averaging round: for each worker its next mini-batches. It runs at the head of
 * the task in which Deeplearning4j trains, in the same thread, and so is where the thread gets its
 * device.
 */
final class RoundFeed
    implements Function2<Integer, Iterator<ExampleBlock>, Iterator<MultiDataSet>> {
  private final FieldSchema schema;
  private final List<WorkerExamples> examples;
  private final TrainingConfig training;
  private final int epoch;
  private final int firstStep;
  private final int numSteps;

  /**
   * @param examples what each worker has to train on
   * @param firstStep of the round, from 0, within the epoch
   */
  RoundFeed(
      FieldSchema schema,
      List<WorkerExamples> examples,
      TrainingConfig training,
      int epoch,
      int firstStep,
      int numSteps) {
    this.schema = schema;
    this.examples = examples;
    this.training = training;
    this.epoch = epoch;
    this.firstStep = firstStep;
    this.numSteps = numSteps;
  }

  @Override
  public Iterator<MultiDataSet> call(Integer worker, Iterator<ExampleBlock> blocks) {
    Nd4jDevices devices = Nd4jDevices.load();
    DeviceChoice.use(devices, DeviceChoice.granted(TaskContext.get()));
    devices.setThreads(training.threadsPerWorker());
    return new RoundBatches(
        blocks,
        examples.get(worker),
        schema,
        training.batchSize(),
        SplitMix64.combine(training.seed(), worker),
        epoch,
        firstStep,
        numSteps);
  }
}
