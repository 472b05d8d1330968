package io.sparkdeepfm.stage.token;

import java.util.Arrays;

/** Reads what {@link PackedWriter} wrote. */
public final class PackedReader {
  private final byte[] bytes;
  private int position;
  private int textBegin;

  public PackedReader(byte[] bytes) {
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
