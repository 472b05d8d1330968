package io.sparkdeepfm.token;

import java.util.Arrays;

/**
 * Numbers and texts one after the other in one byte array: a number in 7 bits per byte, the lowest
 * first, the high bit set on all but the last; a text as its length and its UTF-8.
 */
public final class PackedBytes {
  private PackedBytes() {}

  /** Writes numbers and texts. */
  public static final class Writer {
    private static final int MAX_NUMBER_BYTES = 10;

    private byte[] bytes;
    private int length;

    /**
     * @param capacity bytes to begin with
     */
    public Writer(int capacity) {
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

  /** Reads what a {@link Writer} wrote, in the same order. */
  public static final class Reader {
    private final byte[] bytes;
    private int position;
    private int textBegin;

    public Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    public boolean hasRemaining() {
      return position < bytes.length;
    }

    public long number() {
      byte next = bytes[position++];
      long value = next & 0x7f;
      for (int shift = 7; next < 0; shift += 7) {
        next = bytes[position++];
        value |= (long) (next & 0x7f) << shift;
      }
      return value;
    }

    /** Moves behind the next text, which is {@code source()[textBegin(), textEnd())}. */
    public void text() {
      int textLength = (int) number();
      textBegin = position;
      position += textLength;
    }

    /** Copy of the next text's bytes. */
    public byte[] copyText() {
      text();
      return Arrays.copyOfRange(bytes, textBegin, position);
    }

    public byte[] source() {
      return bytes;
    }

    public int textBegin() {
      return textBegin;
    }

    public int textEnd() {
      return position;
    }
  }
}
