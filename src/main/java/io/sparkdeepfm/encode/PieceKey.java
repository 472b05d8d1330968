package io.sparkdeepfm.encode;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.Partitioner;
import scala.Tuple2;

/**
 * Which worker a piece goes to, and where among that worker's pieces.
 *
 * <p>Positions spread the pieces of every pool evenly, with a random part, over [0, 1). So in the
 * worker's order each stretch of pieces holds a proportional share of every pool, whatever the
 * order of the table, and of the sending of the pieces.
 */
final class PieceKey
    implements Comparable<PieceKey>, Serializable { // no record: Kryo cannot make them
  private final int worker;
  private final double position;
  private final long number;

  /**
   * @param worker from 0
   * @param position in [0, 1)
   * @param number of the piece among all, so that no two keys are equal
   */
  PieceKey(int worker, double position, long number) {
    this.worker = worker;
    this.position = position;
    this.number = number;
  }

  @Override
  public int compareTo(PieceKey other) {
    int byPosition = Double.compare(position, other.position);
    return byPosition != 0 ? byPosition : Long.compare(number, other.number);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PieceKey that && compareTo(that) == 0 && worker == that.worker;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }

  /**
   * Deals out the pieces of one partition, each worker its share of every pool. Training and
   * validation pieces have a dealer each, so that neither's number changes the other's order.
   */
  static final class Dealer {
    private final int numWorkers;
    private final SplitMix64 random;
    private long nextNumber;
    private int nextWorker;

    Dealer(int numWorkers, int partition, long seed) {
      this.numWorkers = numWorkers;
      random = new SplitMix64(~seed); // the seed itself shuffles the examples
      nextNumber = (long) partition << 32;
      nextWorker = partition % numWorkers;
    }

    List<Tuple2<PieceKey, ExampleBlock>> deal(List<ExampleBlock> pieces) {
      List<Tuple2<PieceKey, ExampleBlock>> dealt = new ArrayList<>();
      int rounds = (pieces.size() + numWorkers - 1) / numWorkers;
      for (int i = 0; i < pieces.size(); i++) {
        int round = i / numWorkers;
        double position = (round + random.nextDouble()) / rounds;
        PieceKey key = new PieceKey(nextWorker, position, nextNumber++);
        dealt.add(new Tuple2<>(key, pieces.get(i)));
        nextWorker = (nextWorker + 1) % numWorkers;
      }
      return dealt;
    }
  }

  /** Sends each piece to its worker. */
  static final class ByWorker extends Partitioner {
    private final int numWorkers;

    ByWorker(int numWorkers) {
      this.numWorkers = numWorkers;
    }

    @Override
    public int numPartitions() {
      return numWorkers;
    }

    @Override
    public int getPartition(Object key) {
      return ((PieceKey) key).worker;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof ByWorker that && numWorkers == that.numWorkers;
    }

    @Override
    public int hashCode() {
      return numWorkers;
    }
  }
}
