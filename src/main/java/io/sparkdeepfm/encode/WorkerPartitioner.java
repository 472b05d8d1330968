package io.sparkdeepfm.encode;

import org.apache.spark.Partitioner;

/**
 * Deals numbered blocks out to the workers in turn: the upper 32 bits of a number are the partition
 * that encoded the block, the lower 32 count the partition's blocks.
 */
final class WorkerPartitioner extends Partitioner {
  private final int numWorkers;

  WorkerPartitioner(int numWorkers) {
    this.numWorkers = numWorkers;
  }

  @Override
  public int numPartitions() {
    return numWorkers;
  }

  @Override
  public int getPartition(Object key) {
    long number = (Long) key;
    return (int) (((number >>> 32) + (number & 0xFFFFFFFFL)) % numWorkers);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WorkerPartitioner that && numWorkers == that.numWorkers;
  }

  @Override
  public int hashCode() {
    return numWorkers;
  }
}
