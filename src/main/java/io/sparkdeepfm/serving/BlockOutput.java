package io.sparkdeepfm.serving;

import io.sparkdeepfm.model.EmbeddingTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The data of a {@link ServingFile} on its way to a stream: little-endian, counted, and summed up
 * by blocks of {@link MappedFile#BLOCK} bytes.
 */
final class BlockOutput {
  private static final int ALIGNMENT = 64;

  private final OutputStream target;
  private final ByteBuffer block = ByteBuffer.allocate(MappedFile.BLOCK);
  private final List<Integer> checksums = new ArrayList<>();
  private long flushed;

  BlockOutput(OutputStream target) {
    this.target = target;
  }

  /** Fills up with zeros; gives the place of what is written next. */
  long align() throws IOException {
    while (block.position() % ALIGNMENT != 0) {
      block.put((byte) 0);
    }
    flushIfFull();
    return flushed + block.position();
  }

  void putLong(long value, ByteOrder order) throws IOException {
    block.order(order).putLong(value);
    flushIfFull();
  }

  void putFloats(float[] values) throws IOException {
    block.order(ByteOrder.LITTLE_ENDIAN);
    for (int done = 0; done < values.length; ) {
      int count = Math.min(values.length - done, block.remaining() / Float.BYTES);
      block.asFloatBuffer().put(values, done, count);
      block.position(block.position() + count * Float.BYTES);
      done += count;
      flushIfFull();
    }
  }

  /** Rows of an embedding table, one after the other. */
  void putRows(EmbeddingTable table, RowFormat format) throws IOException {
    int rowLength = table.rowLength();
    float[] values = new float[rowLength];
    ByteBuffer row = ByteBuffer.allocate(format.bytes(rowLength)).order(ByteOrder.LITTLE_ENDIAN);
    for (int r = 0; r < table.numEmbeddings(); r++) {
      table.read(r, values, 0);
      format.write(values, 0, rowLength, row.clear());
      putBytes(row.array(), row.capacity());
    }
  }

  void putBytes(byte[] values, int length) throws IOException {
    for (int done = 0; done < length; ) {
      int count = Math.min(length - done, block.remaining());
      block.put(values, done, count);
      done += count;
      flushIfFull();
    }
  }

  private void flushIfFull() throws IOException {
    if (!block.hasRemaining()) {
      flush();
    }
  }

  private void flush() throws IOException {
    CRC32C sum = new CRC32C();
    sum.update(block.array(), 0, block.position());
    checksums.add((int) sum.getValue());
    target.write(block.array(), 0, block.position());
    flushed += block.position();
    block.clear();
  }

  /** Ends the data. */
  int[] checksums() throws IOException {
    if (block.position() > 0) {
      flush();
    }
    return checksums.stream().mapToInt(Integer::intValue).toArray();
  }
}
