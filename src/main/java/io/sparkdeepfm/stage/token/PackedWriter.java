package io.sparkdeepfm.stage.token;

import java.util.Arrays;

/**
 * Writes numbers and texts one after the other into one array, from which {@link PackedReader}
 * reads them: numbers in 7 bits per byte, the lowest first, the high bit set on all but the last;
 * texts as their length and their UTF-8.
 */
public final class PackedWriter {
  private static final int MAX_NUMBER_BYTES = 10;

  private byte[] bytes;
  private int length;

  /**
   * @param capacity bytes to begin with
   */
  public PackedWriter(int capacity) {
    bytes = new byte[capacity];
  }

  public int length() {
    return length;
  }

  /**
   * @param value at least 0
   */
  public void number(long value) {
    ensure(MAX_NUMBER_BYTES);
    long rest = value;
    for (; rest >= 0x80; rest >>>= 7) {
      bytes[length++] = (byte) (rest | 0x80);
    }
    bytes[length++] = (byte) rest;
  }

  /** Writes {@code source[begin, end)}. */
  public void text(byte[] source, int begin, int end) {
    number(end - begin);
    ensure(end - begin);
    System.arraycopy(source, begin, bytes, length, end - begin);
    length += end - begin;
  }

  /** What was written; begins anew. */
  public byte[] take() {
    byte[] taken = Arrays.copyOf(bytes, length);
    length = 0;
    return taken;
  }

  private void ensure(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.addExact(length, Math.max(length, more)));
    }
  }
}
