package io.sparkdeepfm.serving;

/** The UTF-8 of one text after the other, without allocation once the array has grown. */
final class Utf8Text {
  private byte[] bytes = new byte[64];
  private int length;

  /** The array of the last text, its first {@link #length} bytes. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /**
   * Takes a text; a surrogate without its other half becomes a question mark, as Java writes it.
   */
  void set(String text) {
    int chars = text.length();
    if (bytes.length < 3 * chars) {
      bytes = new byte[3 * chars];
    }
    length = copyAscii(text, bytes);
    for (int i = length; i < chars; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes[length++] = (byte) c;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < chars
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        put(Character.toCodePoint(c, text.charAt(++i)));
      } else {
        put(Character.isSurrogate(c) ? '?' : c);
      }
    }
  }

  /** Copies characters up to the first beyond ASCII, for most texts all; gives their number. */
  private static int copyAscii(String text, byte[] target) {
    int chars = text.length();
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return i;
      }
      target[i] = (byte) c;
    }
    return chars;
  }

  private void put(int codePoint) {
    if (codePoint < 0x80) {
      bytes[length++] = (byte) codePoint;
    } else if (codePoint < 0x800) {
      bytes[length++] = (byte) (0xc0 | (codePoint >> 6));
      putRest(codePoint);
    } else if (codePoint < 0x10000) {
      bytes[length++] = (byte) (0xe0 | (codePoint >> 12));
      putRest(codePoint >> 6);
      putRest(codePoint);
    } else {
      bytes[length++] = (byte) (0xf0 | (codePoint >> 18));
      putRest(codePoint >> 12);
      putRest(codePoint >> 6);
      putRest(codePoint);
    }
  }

  private void putRest(int bits) {
    bytes[length++] = (byte) (0x80 | (bits & 0x3f));
  }

  /** Takes a whole number in decimal digits. */
  void set(long number) {
    int begin = 20;
    long rest = number;
    do { // from the last digit; negative, because Long.MIN_VALUE has no positive counterpart
      long next = rest / 10;
      bytes[--begin] = (byte) ('0' + Math.abs(rest - next * 10));
      rest = next;
    } while (rest != 0);
    if (number < 0) {
      bytes[--begin] = '-';
    }
    length = 20 - begin;
    System.arraycopy(bytes, begin, bytes, 0, length);
  }
}
