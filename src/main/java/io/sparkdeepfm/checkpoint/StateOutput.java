package io.sparkdeepfm.checkpoint;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writes one file of a checkpoint: {@link #MAGIC}, {@link #VERSION}, then what the caller writes,
 * big-endian but for arrays, which are their length and little-endian numbers. An array is copied
 * in stretches of 64 KiB, so a file may be of any size.
 */
public final class StateOutput implements AutoCloseable {
  /** The letters "SDFM". */
  static final int MAGIC = 0x5344464d;

  static final int VERSION = 2;

  /** Bytes of an array that are copied at once. */
  static final int STRETCH = 1 << 16;

  private final String name;
  private final CRC32C crc = new CRC32C();
  private final DataOutputStream out;
  private final ByteBuffer buffer = ByteBuffer.allocate(STRETCH).order(ByteOrder.LITTLE_ENDIAN);

  /** Begins a file, in place of one that is there. */
  public StateOutput(FileSystem files, Path file) throws IOException {
    name = file.getName();
    out =
        new DataOutputStream(
            new CheckedOutputStream(
                new BufferedOutputStream(files.create(file, true), STRETCH), crc));
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    written = 2L * Integer.BYTES;
  }

  private long written;

  public void writeInt(int value) throws IOException {
    out.writeInt(value);
    written += Integer.BYTES;
  }

  public void writeLong(long value) throws IOException {
    out.writeLong(value);
    written += Long.BYTES;
  }

  public void writeDouble(double value) throws IOException {
    writeLong(Double.doubleToRawLongBits(value));
  }

  public void writeBoolean(boolean value) throws IOException {
    writeInt(value ? 1 : 0);
  }

  public void writeText(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeInt(bytes.length);
    write(bytes, bytes.length);
  }

  public void writeFloats(float[] values) throws IOException {
    writeInt(values.length);
    int perStretch = STRETCH / Float.BYTES;
    for (int from = 0; from < values.length; from += perStretch) {
      int n = Math.min(perStretch, values.length - from);
      buffer.clear().asFloatBuffer().put(values, from, n);
      write(buffer.array(), n * Float.BYTES);
    }
  }

  public void writeInts(int[] values) throws IOException {
    writeInt(values.length);
    int perStretch = STRETCH / Integer.BYTES;
    for (int from = 0; from < values.length; from += perStretch) {
      int n = Math.min(perStretch, values.length - from);
      buffer.clear().asIntBuffer().put(values, from, n);
      write(buffer.array(), n * Integer.BYTES);
    }
  }

  private void write(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
    written += length;
  }

  /** Ends the file and says what it is. */
  public SavedFile finish() throws IOException {
    out.close();
    return new SavedFile(name, written, crc.getValue());
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
