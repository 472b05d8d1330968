package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.engine.EpochOrder;
import io.sparkdeepfm.engine.EpochWindow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a worker's training blocks come from: Spark's store; or, where that has put them on disk
 * and would read all of them for each window, a file of the worker's own, in which each can be
 * found. Then an epoch reads every block once.
 *
 * <p>Blocks in memory are the same objects in every pass over them, blocks from disk are made anew.
 */
final class StoredBlocks {
  private static final Logger LOG = LoggerFactory.getLogger(StoredBlocks.class);

  private final Path directory;
  private ExampleBlock head; // the first block as the last pass has given it
  private BlockFile file; // null while the store does, or where no file can be written
  private boolean refused;

  /**
   * @param directory on a local disk
   */
  StoredBlocks(Path directory) {
    this.directory = directory;
  }

  /**
   * The blocks of the windows {@code [first, last]}, window by window.
   *
   * @param stored all of the worker's blocks, those for validation among them; read as far as
   *     needed
   */
  List<List<ExampleBlock>> windows(
      EpochOrder order, int first, int last, Iterator<ExampleBlock> stored) {
    if (file != null) {
      return fromFile(order, first, last);
    }
    if (order.numWindows() == 1 || refused || !stored.hasNext()) {
      return EpochWindow.collect(stored, order, first, last);
    }
    ExampleBlock begin = stored.next();
    boolean madeAnew = head != null && head != begin;
    head = begin;
    Iterator<ExampleBlock> all = beginningWith(begin, stored);
    if (!madeAnew) {
      return EpochWindow.collect(all, order, first, last);
    }
    head = null;
    Copying copying = new Copying(all);
    List<List<ExampleBlock>> windows = EpochWindow.collect(copying, order, first, last);
    copying.forEachRemaining(block -> {});
    file = copying.file;
    refused = file == null;
    return windows;
  }

  /** Gives the file's room back; a task that still reads from it fails. */
  void close() {
    if (file != null) {
      file.close();
    }
  }

  /** Whether the blocks are read from a file of the worker's own. */
  boolean areInFile() {
    return file != null;
  }

  private List<List<ExampleBlock>> fromFile(EpochOrder order, int first, int last) {
    List<List<ExampleBlock>> windows = new ArrayList<>();
    for (int w = first; w <= last; w++) {
      windows.add(new ArrayList<>());
    }
    for (int b = 0; b < order.numBlocks(); b++) { // ascending, as the disk likes it
      int window = order.windowOf(b);
      if (window >= first && window <= last) {
        windows.get(window - first).add(read(b));
      }
    }
    return windows;
  }

  private ExampleBlock read(int block) {
    try {
      return file.read(block);
    } catch (IOException e) {
      throw new UncheckedIOException("The worker's file of examples cannot be read.", e);
    }
  }

  private static Iterator<ExampleBlock> beginningWith(
      ExampleBlock begin, Iterator<ExampleBlock> rest) {
    return new Iterator<>() {
      private boolean begun;

      @Override
      public boolean hasNext() {
        return !begun || rest.hasNext();
      }

      @Override
      public ExampleBlock next() {
        if (!begun) {
          begun = true;
          return begin;
        }
        return rest.next();
      }
    };
  }

  /** Writes the training blocks to a file as they pass; a full disk ends that, not the pass. */
  private final class Copying implements Iterator<ExampleBlock> {
    private final Iterator<ExampleBlock> blocks;
    private BlockFile file;

    Copying(Iterator<ExampleBlock> blocks) {
      this.blocks = blocks;
      try {
        file = new BlockFile(directory);
      } catch (IOException e) {
        giveUp(e);
      }
    }

    @Override
    public boolean hasNext() {
      return blocks.hasNext();
    }

    @Override
    public ExampleBlock next() {
      ExampleBlock block = blocks.next();
      if (file != null && !block.validation()) {
        try {
          file.append(block);
        } catch (IOException e) {
          giveUp(e);
        }
      }
      return block;
    }

    private void giveUp(IOException reason) {
      LOG.warn(
          "Examples cannot be written to {} ({}), so every window reads all of them.",
          directory,
          reason.getMessage());
      BlockFile unfinished = file;
      file = null;
      if (unfinished != null) {
        unfinished.close();
      }
    }
  }
}
