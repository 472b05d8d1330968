package io.sparkdeepfm.token;

import io.sparkdeepfm.data.Refusal;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A set of tokens, numbered 0, 1, 2 … as they were added: a hash table with open addressing over
 * one array that holds each token together with its number, so that a search touches two places in
 * memory. About 30 bytes per token beside the tokens themselves.
 */
public final class TokenTable implements Serializable {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int MIN_SLOTS = 16;

  /** Per token a header, its length in the high half and its number in the low; then its UTF-8. */
  private byte[] entries = new byte[64];

  private int used;

  /** Where the entry of each token begins. */
  private int[] begins = new int[MIN_SLOTS / 2];

  /** Hash in the high half, 1 + begin of the entry in the low; 0 = empty. A power of two. */
  private long[] slots = new long[MIN_SLOTS];

  private int size;

  public int size() {
    return size;
  }

  /** Approximate bytes in use. */
  public long memory() {
    return entries.length + 4L * begins.length + 8L * slots.length;
  }

  /**
   * The slots as they stand in memory, for {@link StoredTokens}: the hash in the high half of each,
   * 1 + where its entry begins in the low; 0 is empty.
   */
  public long[] slots() {
    return slots;
  }

  /**
   * The entries one after the other, for {@link StoredTokens}, the first {@link #entriesLength}
   * bytes: each a little-endian long, the token's length in the high half and its number in the
   * low, then its UTF-8.
   */
  public byte[] entries() {
    return entries;
  }

  public int entriesLength() {
    return used;
  }

  /** The number of a token, or −1. */
  public int find(byte[] source, int begin, int end) {
    long slot = slots[slotOf(hashOf(source, begin, end), source, begin, end)];
    return slot == 0 ? -1 : (int) header(slot);
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
      return (int) header(slots[s]);
    }
    slots[s] = (long) hash << Integer.SIZE | (1 + append(source, begin, end));
    if (size > slots.length / 8 * 5) {
      growSlots();
    }
    return size - 1;
  }

  /** Position of the token's slot, or of the empty one where it belongs. */
  private int slotOf(int hash, byte[] source, int begin, int end) {
    int mask = slots.length - 1;
    int s = hash & mask;
    while (slots[s] != 0 && !holds(slots[s], hash, source, begin, end)) {
      s = (s + 1) & mask;
    }
    return s;
  }

  private boolean holds(long slot, int hash, byte[] source, int begin, int end) {
    if ((int) (slot >>> Integer.SIZE) != hash) {
      return false;
    }
    int text = (int) slot - 1 + Long.BYTES;
    int length = (int) (header(slot) >>> Integer.SIZE);
    return Arrays.equals(entries, text, text + length, source, begin, end);
  }

  private long header(long slot) {
    return (long) LONGS.get(entries, (int) slot - 1);
  }

  /** Copy of a token's UTF-8. */
  public byte[] token(int number) {
    return Arrays.copyOfRange(entries, textBegin(number), textEnd(number));
  }

  /** The hash by which the table finds a token; all its bits are mixed well. */
  public int hash(int number) {
    return hashOf(entries, textBegin(number), textEnd(number));
  }

  /** Writes a token as text. */
  public void write(int number, PackedBytes.Writer writer) {
    writer.text(entries, textBegin(number), textEnd(number));
  }

  private int textBegin(int number) {
    return begins[number] + Long.BYTES;
  }

  private int textEnd(int number) {
    return number + 1 < size ? begins[number + 1] : used;
  }

  /** Appends an entry; gives where it begins. */
  private int append(byte[] source, int begin, int end) {
    int length = end - begin;
    int entry = used;
    long needed = (long) used + Long.BYTES + length;
    if (needed > Integer.MAX_VALUE - 8) {
      throw Refusal.of(
          "The tokens of one vocabulary exceed 2 GiB after %d tokens; raise minFrequency or"
              + " lower maxVocabularySize.",
          size);
    }
    if (needed > entries.length) {
      entries = Arrays.copyOf(entries, (int) Math.min(Integer.MAX_VALUE - 8, needed * 3 / 2));
    }
    if (size == begins.length) {
      begins = Arrays.copyOf(begins, size * 3 / 2);
    }
    LONGS.set(entries, entry, (long) length << Integer.SIZE | size);
    System.arraycopy(source, begin, entries, entry + Long.BYTES, length);
    begins[size++] = entry;
    used = (int) needed;
    return entry;
  }

  private void growSlots() {
    long[] old = slots;
    slots = new long[Math.multiplyExact(old.length, 2)];
    int mask = slots.length - 1;
    for (long slot : old) {
      if (slot != 0) {
        int s = (int) (slot >>> Integer.SIZE) & mask;
        while (slots[s] != 0) {
          s = (s + 1) & mask;
        }
        slots[s] = slot;
      }
    }
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
    long tail = 0;
    for (; i < end; i++) {
      tail = tail << Byte.SIZE | (bytes[i] & 0xff);
    }
    return (int) mix(h ^ tail);
  }

  private static long mix(long h) {
    long x = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    x = (x ^ (x >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return x ^ (x >>> 33);
  }
}
