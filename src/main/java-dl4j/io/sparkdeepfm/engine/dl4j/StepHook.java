package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.SplitMix64;
import org.apache.spark.TaskContext;
import org.apache.spark.util.DoubleAccumulator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.api.TrainingHook;
import org.nd4j.linalg.dataset.api.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Before each step of a worker: seeds the dropout, whose masks would else be the same in each round
 * and worker; after it: adds up loss, weights and time. Tasks that are repeated add to all sums
 * again, so that the ratio of the first two stays a mean loss.
 */
final class StepHook implements TrainingHook {
  private final DoubleAccumulator lossSum;
  private final DoubleAccumulator weightSum;
  private final DoubleAccumulator seconds;
  private transient double weights;
  private transient long begin;

  StepHook(DoubleAccumulator lossSum, DoubleAccumulator weightSum, DoubleAccumulator seconds) {
    this.lossSum = lossSum;
    this.weightSum = weightSum;
    this.seconds = seconds;
  }

  @Override
  public void preUpdate(MultiDataSet batch, Model model) {
    ComputationGraph graph = (ComputationGraph) model;
    long worker = SplitMix64.combine(graph.conf().getSeed(), TaskContext.getPartitionId());
    int iteration = graph.getConfiguration().getIterationCount();
    Nd4j.getRandom().setSeed(SplitMix64.combine(worker, iteration));
    weights = batch.getLabels(0).getColumn(1).sumNumber().doubleValue();
    begin = System.nanoTime();
  }

  @Override
  public void postUpdate(MultiDataSet batch, Model model) {
    seconds.add((System.nanoTime() - begin) * 1e-9);
    lossSum.add(model.score());
    weightSum.add(weights);
  }

  @Override
  public void preUpdate(DataSet batch, Model model) {
    throw new UnsupportedOperationException("the graph is fed with MultiDataSets");
  }

  @Override
  public void postUpdate(DataSet batch, Model model) {
    throw new UnsupportedOperationException("the graph is fed with MultiDataSets");
  }
}
