package io.sparkdeepfm.token;

import io.sparkdeepfm.data.Refusal;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A set of tokens, numbered 0, 1, 2 … as they were added: a hash table with open addressing whose
 * slots hold short tokens themselves, so that a search for one touches one place in memory; that
 * for a token of more than 8 bytes touches two. About 40 bytes per token beside the tokens
 * themselves.
 */
public final class TokenTable implements Serializable {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MIN_SLOTS = 16;

  /** A longer token does not stand in its slot. */
  private static final int SHORT = Long.BYTES;

  /** Bits of a tag that hold the token's length, {@link #SHORT} + 1 for all longer ones. */
  private static final int LENGTH_BITS = 4;

  /** The UTF-8 of the tokens, one after the other. */
  private byte[] texts = new byte[64];

  private int used;

  /** Where the text of each token begins. */
  private int[] begins = new int[MIN_SLOTS / 2];

  /**
   * Two per slot. The first is 0 where the slot is empty; else its high half is the token's tag,
   * the hash with the length in place of its lowest bits, and its low half 1 + the token's number.
   * The second is a short token itself, of a longer one the length in the high half and where the
   * text begins in the low. The number of slots is a power of two.
   */
  private long[] slots = new long[2 * MIN_SLOTS];

  private int size;

  public int size() {
    return size;
  }

  /** Approximate bytes in use. */
  public long memory() {
    return texts.length + 4L * begins.length + 8L * slots.length;
  }

  /** The number of a token, or −1. */
  public int find(byte[] source, int begin, int end) {
    return (int) slots[slotOf(hashOf(source, begin, end), source, begin, end)] - 1;
  }

  /**
   * The number of a token, added if it was not there.
   *
   * @throws IllegalArgumentException if the tokens exceed 2 GiB
   */
  public int add(byte[] source, int begin, int end) {
    int hash = hashOf(source, begin, end);
    int s = slotOf(hash, source, begin, end);
    if (slots[s] != 0) {
      return (int) slots[s] - 1;
    }
    append(source, begin, end);
    fill(s, hash, size - 1);
    if (size > slots.length / 16 * 5) {
      growSlots();
    }
    return size - 1;
  }

  /** Position of the token's slot, or of the empty one where it belongs. */
  private int slotOf(int hash, byte[] source, int begin, int end) {
    int length = end - begin;
    int tag = tag(hash, length);
    long word = length <= SHORT ? word(source, begin, end) : 0;
    int s = firstSlot(hash);
    while (slots[s] != 0
        && ((int) (slots[s] >>> Integer.SIZE) != tag
            || (length <= SHORT
                ? slots[s + 1] != word
                : !holds(slots[s + 1], source, begin, end)))) {
      s = nextSlot(s);
    }
    return s;
  }

  private int firstSlot(int hash) {
    return hash << 1 & slots.length - 1;
  }

  private int nextSlot(int s) {
    return s + 2 & slots.length - 1;
  }

  /** Whether a slot that holds a long token holds this one. */
  private boolean holds(long place, byte[] source, int begin, int end) {
    int text = (int) place;
    int textEnd = text + (int) (place >>> Integer.SIZE);
    return Arrays.equals(texts, text, textEnd, source, begin, end);
  }

  private static int tag(int hash, int length) {
    return hash >>> LENGTH_BITS << LENGTH_BITS | Math.min(length, SHORT + 1);
  }

  /** The bytes of a short token; with its length it is the token. */
  private static long word(byte[] bytes, int begin, int end) {
    return end - begin == Long.BYTES ? (long) LONGS.get(bytes, begin) : tail(bytes, begin, end);
  }

  /** The bytes as a number, the highest first. */
  private static long tail(byte[] bytes, int begin, int end) {
    long tail = 0;
    for (int i = begin; i < end; i++) {
      tail = tail << Byte.SIZE | (bytes[i] & 0xff);
    }
    return tail;
  }

  private void fill(int s, int hash, int number) {
    int begin = begins[number];
    int length = textEnd(number) - begin;
    slots[s] = (long) tag(hash, length) << Integer.SIZE | (number + 1);
    slots[s + 1] =
        length <= SHORT
            ? word(texts, begin, begin + length)
            : (long) length << Integer.SIZE | begin;
  }

  private void growSlots() {
    slots = new long[Math.multiplyExact(slots.length, 2)];
    for (int number = 0; number < size; number++) {
      int hash = hash(number);
      int s = firstSlot(hash);
      while (slots[s] != 0) {
        s = nextSlot(s);
      }
      fill(s, hash, number);
    }
  }

  /** Copy of a token's UTF-8. */
  public byte[] token(int number) {
    return Arrays.copyOfRange(texts, begins[number], textEnd(number));
  }

  /** The hash by which the table finds a token; all its bits are mixed well. */
  public int hash(int number) {
    return hashOf(texts, begins[number], textEnd(number));
  }

  /** Writes a token as text. */
  public void write(int number, PackedBytes.Writer writer) {
    writer.text(texts, begins[number], textEnd(number));
  }

  /** Bytes of a token's UTF-8. */
  int length(int number) {
    return textEnd(number) - begins[number];
  }

  private int textEnd(int number) {
    return number + 1 < size ? begins[number + 1] : used;
  }

  /** Appends a token's text. */
  private void append(byte[] source, int begin, int end) {
    int length = end - begin;
    // Files for serving have a long for each token, and no place beyond 2 GiB.
    long stored = (long) used + length + (size + 1L) * Long.BYTES;
    if (stored > Integer.MAX_VALUE - 8) {
      throw Refusal.of(
          "The tokens of one vocabulary exceed 2 GiB after %d tokens; raise minFrequency or"
              + " lower maxVocabularySize.",
          size);
    }
    if (length > texts.length - used) {
      texts =
          Arrays.copyOf(
              texts, (int) Math.min(Integer.MAX_VALUE - 8, ((long) used + length) * 3 / 2));
    }
    if (size == begins.length) {
      begins = Arrays.copyOf(begins, size * 3 / 2);
    }
    System.arraycopy(source, begin, texts, used, length);
    begins[size++] = used;
    used += length;
  }

  /**
   * The hash that tables of tokens use, eight bytes at a time; all its bits are mixed well. Files
   * for serving hold it: another hash is another version of theirs. Mixing constants and shifts:
   * MurmurHash3's 64-bit finalizer (A. Appleby, public domain).
   */
  static int hashOf(byte[] bytes, int begin, int end) {
    long h = (long) end - begin;
    int i = begin;
    for (; i + Long.BYTES <= end; i += Long.BYTES) {
      h = mix(h ^ (long) LONGS.get(bytes, i)) + 1;
    }
    return (int) mix(h ^ tail(bytes, i, end));
  }

  private static long mix(long h) {
    long x = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    x = (x ^ (x >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return x ^ (x >>> 33);
  }
}
