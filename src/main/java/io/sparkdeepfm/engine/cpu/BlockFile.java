package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Example blocks on a local disk, in the order in which they were appended. The file has no name
 * any more once it is open, so its room comes back when the process ends, however it ends, or when
 * nobody holds this object.
 */
final class BlockFile implements AutoCloseable {
  private final FileChannel channel;
  private final List<Long> ends = new ArrayList<>(); // of the blocks

  /**
   * Begins an empty file.
   *
   * @param directory that the file is in
   */
  BlockFile(Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "examples-", ".bin");
    channel =
        FileChannel.open(
            file,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
  }

  void append(ExampleBlock block) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(block);
    }
    long end = begin(ends.size());
    ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
    while (buffer.hasRemaining()) {
      end += channel.write(buffer, end);
    }
    ends.add(end);
  }

  private long begin(int block) {
    return block == 0 ? 0 : ends.get(block - 1);
  }

  /** Reads a block; blocks are counted from 0. */
  ExampleBlock read(int block) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) (ends.get(block) - begin(block)));
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, begin(block) + buffer.position()) < 0) {
        throw new IOException(String.format("the file ends in block %d", block));
      }
    }
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(buffer.array()))) {
      return (ExampleBlock) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException("the file is of another release", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The worker's file of examples cannot be closed.", e);
    }
  }
}
