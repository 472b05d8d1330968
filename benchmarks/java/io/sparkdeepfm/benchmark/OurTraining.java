package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.cpu.CpuReplica;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import java.util.Arrays;

/** A replica of ours with examples in memory, of which it trains on some at a time, in turn. */
final class OurTraining {
  private final CpuReplica replica;
  private final ExampleBlock block;
  private final int[] order;
  private final int atOnce;
  private int next;

  /** Of Criteo's shape with fields of equal size, on all its examples at a time. */
  OurTraining(int numFeatures, int numExamples, Precision precision, int threads) {
    this(CriteoShape.config(numFeatures), numExamples, precision, threads);
  }

  private OurTraining(DeepFMConfig config, int numExamples, Precision precision, int threads) {
    this(config, CriteoShape.examples(config, numExamples), numExamples, precision, threads);
  }

  /**
   * @param atOnce examples of an epoch, at most all of the block
   */
  OurTraining(
      DeepFMConfig config, ExampleBlock block, int atOnce, Precision precision, int threads) {
    this(CriteoShape.replica(config, precision, threads), block, atOnce);
  }

  OurTraining(CpuReplica replica, ExampleBlock block, int atOnce) {
    this.replica = replica;
    this.block = block;
    this.atOnce = atOnce;
    order = new int[block.size()];
    Arrays.setAll(order, i -> i);
  }

  /** Trains on the next examples. */
  void epoch() {
    if (next + atOnce > order.length) {
      next = 0;
    }
    replica.train(block, order, next, next + atOnce);
    next += atOnce;
  }

  /** Trains on the first examples, at most all of them. */
  void train(int numExamples) {
    replica.train(block, order, 0, numExamples);
  }

  /** Trains on the next examples, and says how fast. */
  double examplesPerSecond() {
    long begin = System.nanoTime();
    epoch();
    return atOnce / ((System.nanoTime() - begin) * 1e-9);
  }
}
