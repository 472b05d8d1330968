package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.testing.ReferenceAdagrad;
import io.sparkdeepfm.testing.ReferenceAdam;
import io.sparkdeepfm.testing.ReferenceDeepFM;
import io.sparkdeepfm.testing.ReferenceGradient;
import io.sparkdeepfm.testing.ReferenceOptimizer;
import io.sparkdeepfm.testing.ReferenceParameters;
import java.util.Arrays;

/** The eager form of L2: every row of every table gets λθ as gradient in every step. */
final class WholeTableL2 {
  private final ReferenceDeepFM model;
  private final ReferenceParameters parameters;
  private final ReferenceOptimizer optimizer;
  private final double l2;
  private final double[][][] states;
  private final double[][] denseStates;
  private final int trainable;
  private long steps;

  WholeTableL2(
      DeepFMConfig config,
      DeepFMParameters initial,
      OptimizerType type,
      double learningRate,
      double l2) {
    model = new ReferenceDeepFM(config);
    parameters = ReferenceParameters.of(initial);
    optimizer =
        type == OptimizerType.ADAM
            ? ReferenceAdam.withLearningRate(learningRate)
            : ReferenceAdagrad.withLearningRate(learningRate);
    this.l2 = l2;
    trainable = new DenseLayout(config).trainableLength();
    states = new double[parameters.numTables()][][];
    Arrays.setAll(states, t -> newStates(parameters.table(t).length));
    denseStates = newStates(trainable);
  }

  private double[][] newStates(int length) {
    double[][] result = new double[length][];
    Arrays.setAll(result, i -> optimizer.initialState());
    return result;
  }

  void step(ExampleBlock batch) {
    steps++;
    ReferenceGradient gradient = model.gradient(parameters, batch);
    for (int t = 0; t < states.length; t++) {
      double[] values = parameters.table(t);
      for (int i = 0; i < values.length; i++) {
        double g = gradient.table(t)[i] + l2 * values[i];
        values[i] -= optimizer.update(g, states[t][i], steps);
      }
    }
    double[] dense = parameters.dense();
    for (int i = 0; i < trainable; i++) {
      dense[i] -= optimizer.update(gradient.dense()[i], denseStates[i], steps);
    }
  }

  double[] table(int t) {
    return parameters.table(t);
  }
}
