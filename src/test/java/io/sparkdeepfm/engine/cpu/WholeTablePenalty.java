package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.testing.ReferenceDeepFM;
import io.sparkdeepfm.testing.ReferenceGradient;
import io.sparkdeepfm.testing.ReferenceOptimizer;
import io.sparkdeepfm.testing.ReferenceParameters;
import java.util.Arrays;

/** The eager form of a penalty: the optimizer steps on every row of every table in every step. */
final class WholeTablePenalty {
  private final ReferenceDeepFM model;
  private final ReferenceParameters parameters;
  private final ReferenceOptimizer optimizer;
  private final ReferenceOptimizer layers;
  private final double[][][] states;
  private final double[][] denseStates;
  private final int trainable;
  private long steps;

  WholeTablePenalty(
      DeepFMConfig config,
      DeepFMParameters initial,
      ReferenceOptimizer optimizer,
      ReferenceOptimizer layers) {
    model = new ReferenceDeepFM(config);
    parameters = ReferenceParameters.of(initial);
    this.optimizer = optimizer;
    this.layers = layers;
    trainable = new DenseLayout(config).trainableLength();
    states = new double[parameters.numTables()][][];
    Arrays.setAll(states, t -> newStates(optimizer, parameters.table(t).length));
    denseStates = newStates(layers, trainable);
  }

  private static double[][] newStates(ReferenceOptimizer of, int length) {
    double[][] result = new double[length][];
    Arrays.setAll(result, i -> of.initialState());
    return result;
  }

  void step(ExampleBlock batch) {
    steps++;
    ReferenceGradient gradient = model.gradient(parameters, batch);
    for (int t = 0; t < states.length; t++) {
      double[] values = parameters.table(t);
      for (int i = 0; i < values.length; i++) {
        values[i] = optimizer.step(values[i], gradient.table(t)[i], states[t][i], steps);
      }
    }
    double[] dense = parameters.dense();
    for (int i = 0; i < trainable; i++) {
      dense[i] = layers.step(dense[i], gradient.dense()[i], denseStates[i], steps);
    }
  }

  double[] table(int t) {
    return parameters.table(t);
  }
}
