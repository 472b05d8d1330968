package io.sparkdeepfm.testing;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import java.util.Arrays;

/**
 * Mini-batch training by the formulas: gradient of the mean log loss, then one optimizer step on
 * the touched embedding rows and on all trainable dense parameters, then the moving statistics. A
 * row that a mini-batch does not touch keeps its values and its optimizer state.
 */
public final class ReferenceTrainer {
  private final ReferenceDeepFM model;
  private final ReferenceOptimizer optimizer;
  private final ReferenceParameters parameters;
  private final int rowLength;
  private final int trainableLength;
  private final double[][][] tableStates;
  private final double[][] denseStates;
  private long steps;

  public ReferenceTrainer(
      DeepFMConfig config, DeepFMParameters initial, ReferenceOptimizer optimizer) {
    this.model = new ReferenceDeepFM(config);
    this.optimizer = optimizer;
    this.parameters = ReferenceParameters.of(initial);
    this.rowLength = config.embeddingDim() + 1;
    this.trainableLength = new DenseLayout(config).trainableLength();
    this.tableStates = new double[parameters.numTables()][][];
    for (int t = 0; t < tableStates.length; t++) {
      tableStates[t] = initialStates(parameters.table(t).length);
    }
    this.denseStates = initialStates(trainableLength);
  }

  private double[][] initialStates(int length) {
    double[][] states = new double[length][];
    Arrays.setAll(states, i -> optimizer.initialState());
    return states;
  }

  /**
   * One step.
   *
   * @return the mean log loss of the mini-batch before the step
   */
  public double step(ExampleBlock miniBatch) {
    steps++;
    double loss = model.meanLoss(parameters, miniBatch, ReferenceDeepFM.Mode.TRAINING);
    ReferenceGradient gradient = model.gradient(parameters, miniBatch);
    model.updateMovingStatistics(parameters, miniBatch);
    for (int t = 0; t < tableStates.length; t++) {
      for (int row = 0; row < gradient.numRows(t); row++) {
        if (gradient.touched(t, row)) {
          int begin = row * rowLength;
          update(parameters.table(t), gradient.table(t), tableStates[t], begin, begin + rowLength);
        }
      }
    }
    update(parameters.dense(), gradient.dense(), denseStates, 0, trainableLength);
    return loss;
  }

  private void update(double[] values, double[] gradients, double[][] states, int begin, int end) {
    for (int i = begin; i < end; i++) {
      values[i] = optimizer.step(values[i], gradients[i], states[i], steps);
    }
  }

  /** The live parameters. */
  public ReferenceParameters parameters() {
    return parameters;
  }

  /** The live optimizer state of each of a table's N × (D + 1) numbers. */
  double[][] tableStates(int t) {
    return tableStates[t];
  }
}
