package io.sparkdeepfm.stage;

import java.util.Arrays;

/** Reads what {@link PackedWriter} wrote. */
final class PackedReader {
  private final byte[] bytes;
  private int position;
  private int textBegin;

  PackedReader(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean hasRemaining() {
    return position < bytes.length;
  }

  long number() {
    byte next = bytes[position++];
    long value = next & 0x7f;
    for (int shift = 7; next < 0; shift += 7) {
      next = bytes[position++];
      value |= (long) (next & 0x7f) << shift;
    }
    return value;
  }

  /** Moves behind the next text, which is {@code source()[textBegin(), textEnd())}. */
  void text() {
    int textLength = (int) number();
    textBegin = position;
    position += textLength;
  }

  /** Copy of the next text's bytes. */
  byte[] copyText() {
    text();
    return Arrays.copyOfRange(bytes, textBegin, position);
  }

  byte[] source() {
    return bytes;
  }

  int textBegin() {
    return textBegin;
  }

  int textEnd() {
    return position;
  }
}
