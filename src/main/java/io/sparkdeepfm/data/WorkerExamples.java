package io.sparkdeepfm.data;

import java.io.Serializable;

/**
 * How a worker's training examples are stored: blocks of equal size, but for the last, which may be
 * smaller. Validation blocks may stand among them and do not count.
 *
 * @param count of training examples
 * @param blockSize examples of a whole block, at least 1
 */
public record WorkerExamples(long count, int blockSize) implements Serializable {
  /** Training blocks. */
  public int numBlocks() {
    return Math.toIntExact((count + blockSize - 1) / blockSize);
  }

  /** Examples of a training block; blocks are counted as they are stored. */
  public int sizeOf(int block) {
    return (int) Math.min(blockSize, count - (long) block * blockSize);
  }
}
