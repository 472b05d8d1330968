package io.sparkdeepfm.train;

import io.sparkdeepfm.data.ExampleBlock;
import java.io.Serializable;
import java.util.Collections;
import java.util.Iterator;

/**
 * How many examples there are.
 *
 * <p>Not a record: Kryo, which users may choose as Spark's serializer, cannot make records.
 */
public final class ExampleCounts implements Serializable {
  private final long training;
  private final long positives;
  private final double weight;
  private final long validation;

  /**
   * @param training rows to train on
   * @param positives among them
   * @param weight Σ of their row weights
   * @param validation rows to validate on
   */
  public ExampleCounts(long training, long positives, double weight, long validation) {
    this.training = training;
    this.positives = positives;
    this.weight = weight;
    this.validation = validation;
  }

  public long training() {
    return training;
  }

  public long positives() {
    return positives;
  }

  public double weight() {
    return weight;
  }

  public long validation() {
    return validation;
  }

  static final ExampleCounts NONE = new ExampleCounts(0, 0, 0, 0);

  ExampleCounts plus(ExampleCounts other) {
    return new ExampleCounts(
        training + other.training,
        positives + other.positives,
        weight + other.weight,
        validation + other.validation);
  }

  static ExampleCounts of(ExampleBlock block) {
    if (block.validation()) {
      return new ExampleCounts(0, 0, 0, block.size());
    }
    long positives = 0;
    double weight = 0;
    for (int b = 0; b < block.size(); b++) {
      positives += (long) block.labels()[b];
      weight += block.weight(b);
    }
    return new ExampleCounts(block.size(), positives, weight, 0);
  }

  static Iterator<ExampleCounts> ofBlocks(Iterator<ExampleBlock> blocks) {
    ExampleCounts counts = NONE;
    while (blocks.hasNext()) {
      counts = counts.plus(of(blocks.next()));
    }
    return Collections.singleton(counts).iterator();
  }
}
