package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.cpu.CpuReplica;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import java.util.Arrays;

/** A replica of ours of Criteo's shape, with examples in memory to train on. */
final class OurTraining {
  private final CpuReplica replica;
  private final ExampleBlock block;
  private final int[] order;

  OurTraining(int numFeatures, int numExamples, Precision precision, int threads) {
    DeepFMConfig config = CriteoShape.config(numFeatures);
    replica = CriteoShape.replica(config, precision, threads);
    block = CriteoShape.examples(config, numExamples);
    order = new int[numExamples];
    Arrays.setAll(order, i -> i);
  }

  /** Trains on all examples once. */
  void epoch() {
    replica.train(block, order, 0, order.length);
  }

  /** Trains on the first examples, at most all of them. */
  void train(int numExamples) {
    replica.train(block, order, 0, numExamples);
  }

  /** Trains on all examples once, and says how fast. */
  double examplesPerSecond() {
    long begin = System.nanoTime();
    epoch();
    return order.length / ((System.nanoTime() - begin) * 1e-9);
  }
}
