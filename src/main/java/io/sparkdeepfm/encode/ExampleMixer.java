package io.sparkdeepfm.encode;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.SplitMix64;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * Mixes training examples before they are stored, so that rows that stood together in the table do
 * not stay together: tables are sorted by date, user or label, and a block of neighbours would be a
 * mini-batch's worth of one kind in every epoch.
 *
 * <p>A pool of examples is filled, shuffled one by one, and cut. The task that encodes a partition
 * cuts its pools into equal pieces for the workers, so each worker gets a fair sample of every
 * stretch of {@link #PIECES_POOL} rows. The worker takes the pieces of all stretches in turn
 * ({@link PieceKey}) and cuts pools of {@link #BLOCKS_POOL} into the blocks that are stored, so
 * each of these is a fair sample of some thousand pieces from all over the table.
 */
final class ExampleMixer {
  /** Examples that are mixed before they are dealt out: 10 MB at 39 fields. */
  static final int PIECES_POOL = 1 << 16;

  /** Examples that a worker mixes: 41 MB at 39 fields. */
  static final int BLOCKS_POOL = 1 << 18;

  /** Small, so that a worker's pool comes from many stretches of the table. */
  static final int PIECE_SIZE = 256;

  /** Small enough for sums in one thread's cache, large enough to be sent as a whole. */
  static final int BLOCK_SIZE = 1024;

  private final int capacity;
  private final SplitMix64 random;
  private final List<ExampleBlock> pool = new ArrayList<>();
  private int size;

  /**
   * @param capacity examples of a full pool
   */
  ExampleMixer(int capacity, long seed) {
    this.capacity = capacity;
    random = new SplitMix64(seed);
  }

  void add(ExampleBlock block) {
    pool.add(block);
    size += block.size();
  }

  boolean isFull() {
    return size >= capacity;
  }

  /**
   * Empties the pool into blocks whose number is a multiple of {@code numWorkers}, of equal size to
   * within one example and of {@link #PIECE_SIZE} at most. None is empty.
   */
  List<ExampleBlock> pieces(int numWorkers) {
    long perPiece = (long) PIECE_SIZE * numWorkers;
    int numPieces = (int) Math.min(size, (size + perPiece - 1) / perPiece * numWorkers);
    int[] ends = new int[numPieces];
    for (int i = 0; i < numPieces; i++) {
      ends[i] = (int) ((long) size * (i + 1) / numPieces);
    }
    return cut(ends);
  }

  /** Takes all whole blocks of {@link #BLOCK_SIZE} out of the pool. */
  List<ExampleBlock> wholeBlocks() {
    int[] ends = new int[size / BLOCK_SIZE];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = (i + 1) * BLOCK_SIZE;
    }
    return cut(ends);
  }

  /** Empties the pool into blocks of {@link #BLOCK_SIZE} and one that may be smaller. */
  List<ExampleBlock> allBlocks() {
    List<ExampleBlock> blocks = new ArrayList<>(wholeBlocks());
    blocks.addAll(pool);
    pool.clear();
    size = 0;
    return blocks;
  }

  /** Shuffles the pool and cuts it; what is behind the last end stays in the pool. */
  private List<ExampleBlock> cut(int[] ends) {
    List<ExampleBlock> blocks = new ArrayList<>(ends.length);
    if (size == 0) {
      return blocks;
    }
    ExampleBlock all = ExampleBlock.concatenate(pool);
    int[] order = random.permutation(size);
    pool.clear();
    int from = 0;
    for (int end : ends) {
      blocks.add(all.gather(order, from, end));
      from = end;
    }
    if (from < size) {
      pool.add(all.gather(order, from, size));
    }
    size -= from;
    return blocks;
  }

  /**
   * A worker's blocks as they are stored: training examples mixed and in blocks of equal size,
   * validation blocks as they come.
   */
  static final class StoredBlocks implements Iterator<ExampleBlock> {
    private final Iterator<ExampleBlock> pieces;
    private final ExampleMixer mixer;
    private final Queue<ExampleBlock> ready = new ArrayDeque<>();

    /**
     * @param pieces dealt out to the worker, in random order
     * @param seed of the worker
     */
    StoredBlocks(Iterator<ExampleBlock> pieces, long seed) {
      this.pieces = pieces;
      mixer = new ExampleMixer(ExampleMixer.BLOCKS_POOL, seed);
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && pieces.hasNext()) {
        ExampleBlock piece = pieces.next();
        if (piece.validation()) {
          ready.add(piece);
        } else {
          mixer.add(piece);
          if (mixer.isFull()) {
            ready.addAll(mixer.wholeBlocks());
          }
        }
      }
      if (ready.isEmpty()) {
        ready.addAll(mixer.allBlocks());
      }
      return !ready.isEmpty();
    }

    @Override
    public ExampleBlock next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }
  }
}
