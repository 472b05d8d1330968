package io.sparkdeepfm.serving;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.token.StoredTokens;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.zip.CRC32C;

/**
 * The data of a file, mapped into memory in segments of 1 GiB. Each block of {@link #BLOCK} bytes
 * is held against its checksum when it is first read, so that a file of any size is opened at once
 * and a damaged part is never used. For any number of threads.
 */
final class MappedFile implements StoredTokens.Memory {
  /** Bytes that a checksum stands for. */
  static final int BLOCK = 1 << 16;

  private static final int SEGMENT_BITS = 30;
  private static final int SEGMENT = 1 << SEGMENT_BITS;

  /** How far what begins in a segment may reach beyond it. */
  static final int MARGIN = 1 << 22;

  private final String name;
  private final MappedByteBuffer[] segments;
  private final FloatBuffer[] floats;
  private final int[] checksums;
  private final boolean[] checked; // by block; a race only checks a block twice
  private final long length;

  /**
   * @param name of the file, for messages
   * @param length bytes of data, from the begin of the file
   * @param checksums by block
   */
  MappedFile(String name, FileChannel file, long length, int[] checksums) throws IOException {
    this.name = name;
    this.length = length;
    this.checksums = checksums;
    checked = new boolean[checksums.length];
    segments = new MappedByteBuffer[(int) ((length + SEGMENT - 1) >>> SEGMENT_BITS)];
    floats = new FloatBuffer[segments.length];
    for (int s = 0; s < segments.length; s++) {
      long begin = (long) s << SEGMENT_BITS;
      long size = Math.min(length - begin, (long) SEGMENT + MARGIN);
      segments[s] = file.map(MapMode.READ_ONLY, begin, size);
      segments[s].order(ByteOrder.LITTLE_ENDIAN);
      floats[s] = segments[s].asFloatBuffer();
    }
  }

  @Override
  public long longAt(long place) {
    check(place, Long.BYTES);
    return segments[segment(place)].getLong(offset(place));
  }

  @Override
  public boolean holds(long place, byte[] source, int begin, int end) {
    check(place, end - begin);
    ByteBuffer segment = segments[segment(place)];
    int at = offset(place);
    for (int i = begin; i < end; i++) {
      if (segment.get(at + i - begin) != source[i]) {
        return false;
      }
    }
    return true;
  }

  /** Reads floats from a place, a multiple of four, to the start of {@code target}. */
  void read(long place, float[] target, int count) {
    check(place, count * Float.BYTES);
    floats[segment(place)].get(offset(place) >> 2, target, 0, count);
  }

  /** Memory that holds the bytes at a place, at {@link #offset}; only for reading by index. */
  ByteBuffer at(long place, int bytes) {
    check(place, bytes);
    return segments[segment(place)];
  }

  private static int segment(long place) {
    return (int) (place >>> SEGMENT_BITS);
  }

  /** Where a place is in its segment. */
  static int offset(long place) {
    return (int) place & (SEGMENT - 1);
  }

  private void check(long place, int bytes) {
    int last = (int) ((place + bytes - 1) / BLOCK);
    for (int block = (int) (place / BLOCK); block <= last; block++) {
      if (!checked[block]) {
        checkBlock(block);
      }
    }
  }

  private void checkBlock(int block) {
    long begin = (long) block * BLOCK;
    int size = (int) Math.min(BLOCK, length - begin);
    CRC32C sum = new CRC32C();
    sum.update(segments[segment(begin)].slice(offset(begin), size));
    if ((int) sum.getValue() != checksums[block]) {
      throw Refusal.of(
          "File '%s' is damaged: bytes %d to %d do not have the checksum that they were written"
              + " with; export the model again.",
          name, begin, begin + size - 1);
    }
    checked[block] = true;
  }
}
