package io.sparkdeepfm.encode;

import io.sparkdeepfm.data.ExampleBlock;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;

/**
 * A worker's blocks as they are stored: training examples mixed and in blocks of equal size,
 * validation blocks as they come.
 */
final class StoredBlocks implements Iterator<ExampleBlock> {
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
