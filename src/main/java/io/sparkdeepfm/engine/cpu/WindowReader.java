package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Cuts a worker's training blocks, in the order in which they are stored, into windows. */
public final class WindowReader {
  private final Iterator<ExampleBlock> all;
  private final List<ExampleBlock> blocks = new ArrayList<>();
  private int size;

  public WindowReader(Iterator<ExampleBlock> all) {
    this.all = all;
  }

  /** Moves to the next window; false if there is none. */
  public boolean next() {
    blocks.clear();
    size = 0;
    while (size < EpochWindow.EXAMPLES && all.hasNext()) {
      ExampleBlock block = all.next();
      if (!block.validation()) {
        blocks.add(block);
        size += block.size();
      }
    }
    return size > 0;
  }

  /** Blocks of the window. */
  public List<ExampleBlock> blocks() {
    return blocks;
  }

  /** Examples of the window. */
  public int size() {
    return size;
  }
}
