package io.sparkdeepfm.checkpoint;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads what {@link StateOutput} wrote, in the same order. */
public final class StateInput implements AutoCloseable {
  private final SavedFile file;
  private final CRC32C crc = new CRC32C();
  private final DataInputStream in;
  private final ByteBuffer buffer =
      ByteBuffer.allocate(StateOutput.STRETCH).order(ByteOrder.LITTLE_ENDIAN);

  /**
   * @param directory of the checkpoint
   * @throws IOException also if the file is of another format
   */
  public StateInput(FileSystem files, Path directory, SavedFile file) throws IOException {
    this.file = file;
    in =
        new DataInputStream(
            new CheckedInputStream(
                new BufferedInputStream(
                    files.open(new Path(directory, file.name())), StateOutput.STRETCH),
                crc));
    boolean known = false;
    try {
      known = in.readInt() == StateOutput.MAGIC && in.readInt() == StateOutput.VERSION;
      if (!known) {
        throw new IOException(String.format("it is not a file of version %d", StateOutput.VERSION));
      }
    } finally {
      if (!known) {
        in.close();
      }
    }
  }

  public int readInt() throws IOException {
    return in.readInt();
  }

  public long readLong() throws IOException {
    return in.readLong();
  }

  public double readDouble() throws IOException {
    return Double.longBitsToDouble(in.readLong());
  }

  public boolean readBoolean() throws IOException {
    return in.readInt() != 0;
  }

  public String readText() throws IOException {
    byte[] bytes = new byte[readLength()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /**
   * Fills an array.
   *
   * @throws IOException also if the array that was written had another length
   */
  public void readFloats(float[] target) throws IOException {
    requireLength(target.length);
    int perStretch = StateOutput.STRETCH / Float.BYTES;
    for (int from = 0; from < target.length; from += perStretch) {
      int n = Math.min(perStretch, target.length - from);
      in.readFully(buffer.array(), 0, n * Float.BYTES);
      buffer.clear().asFloatBuffer().get(target, from, n);
    }
  }

  /** Likewise. */
  public void readInts(int[] target) throws IOException {
    requireLength(target.length);
    int perStretch = StateOutput.STRETCH / Integer.BYTES;
    for (int from = 0; from < target.length; from += perStretch) {
      int n = Math.min(perStretch, target.length - from);
      in.readFully(buffer.array(), 0, n * Integer.BYTES);
      buffer.clear().asIntBuffer().get(target, from, n);
    }
  }

  /**
   * A number of things of at least a byte each.
   *
   * @throws IOException also if there is no room for so many in the file
   */
  public int readLength() throws IOException {
    int length = in.readInt();
    if (length < 0 || length > file.length()) {
      throw new IOException(String.format("it claims %d parts in %d bytes", length, file.length()));
    }
    return length;
  }

  private void requireLength(int expected) throws IOException {
    int length = in.readInt();
    if (length != expected) {
      throw new IOException(String.format("it has %d numbers where %d belong", length, expected));
    }
  }

  /**
   * Ends the reading.
   *
   * @throws IOException also if the bytes are not those that were written
   */
  public void finish() throws IOException {
    try (in) {
      if (in.read() >= 0) {
        throw new IOException("it is longer than it should be");
      }
      if (crc.getValue() != file.crc()) {
        throw new IOException(
            String.format("its CRC-32C is %08x instead of %08x", crc.getValue(), file.crc()));
      }
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
