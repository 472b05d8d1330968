package io.sparkdeepfm.stage;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A set of tokens, numbered 0, 1, 2 … as they were added: a hash table with open addressing over
 * one array that holds all their bytes. About 25 bytes per token beside the tokens themselves.
 */
final class TokenTable implements Serializable {
  private static final int MIN_SLOTS = 16;

  /** All tokens' bytes one after the other; token i ends before {@code ends[i]}. */
  private byte[] bytes = new byte[64];

  private int[] ends = new int[MIN_SLOTS / 2];

  /** Hash in the high half, number + 1 in the low half; 0 = empty. Length is a power of two. */
  private long[] slots = new long[MIN_SLOTS];

  private int size;

  int size() {
    return size;
  }

  /** Approximate bytes in use. */
  long memory() {
    return bytes.length + 4L * ends.length + 8L * slots.length;
  }

  /** The number of a token, or −1. */
  int find(byte[] source, int begin, int end) {
    int hash = TokenHash.of(source, begin, end);
    int mask = slots.length - 1;
    for (int s = hash & mask; slots[s] != 0; s = (s + 1) & mask) {
      if ((int) (slots[s] >>> 32) == hash && holds((int) slots[s] - 1, source, begin, end)) {
        return (int) slots[s] - 1;
      }
    }
    return -1;
  }

  /**
   * The number of a token, added if it was not there.
   *
   * @throws IllegalArgumentException if the tokens exceed 2 GiB
   */
  int add(byte[] source, int begin, int end) {
    int hash = TokenHash.of(source, begin, end);
    int mask = slots.length - 1;
    int s = hash & mask;
    for (; slots[s] != 0; s = (s + 1) & mask) {
      if ((int) (slots[s] >>> 32) == hash && holds((int) slots[s] - 1, source, begin, end)) {
        return (int) slots[s] - 1;
      }
    }
    append(source, begin, end);
    slots[s] = (long) hash << 32 | size;
    if (size > slots.length / 8 * 5) {
      growSlots();
    }
    return size - 1;
  }

  /** Copy of a token's UTF-8. */
  byte[] token(int number) {
    return Arrays.copyOfRange(bytes, begin(number), ends[number]);
  }

  /** Its {@link TokenHash}. */
  int hash(int number) {
    return TokenHash.of(bytes, begin(number), ends[number]);
  }

  /** Writes a token as text. */
  void write(int number, PackedWriter writer) {
    writer.text(bytes, begin(number), ends[number]);
  }

  private int begin(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  private boolean holds(int number, byte[] source, int begin, int end) {
    return Arrays.equals(bytes, begin(number), ends[number], source, begin, end);
  }

  private void append(byte[] source, int begin, int end) {
    int used = begin(size);
    long needed = (long) used + (end - begin);
    if (needed > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          String.format(
              "The tokens of one vocabulary exceed 2 GiB after %d tokens; raise minFrequency or"
                  + " lower maxVocabularySize.",
              size));
    }
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, needed * 3 / 2));
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 3 / 2);
    }
    System.arraycopy(source, begin, bytes, used, end - begin);
    ends[size++] = (int) needed;
  }

  private void growSlots() {
    long[] old = slots;
    slots = new long[Math.multiplyExact(old.length, 2)];
    int mask = slots.length - 1;
    for (long slot : old) {
      if (slot != 0) {
        int s = (int) (slot >>> 32) & mask;
        while (slots[s] != 0) {
          s = (s + 1) & mask;
        }
        slots[s] = slot;
      }
    }
  }
}
