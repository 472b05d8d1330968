package io.sparkdeepfm.token;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A vocabulary as a hash table outside the heap, with open addressing: found there without a copy.
 *
 * <p>A slot is a little-endian long: a token's hash ({@link TokenTable#hash}) in the high half, 1 +
 * where its entry begins among the entries in the low; 0 is empty. An entry is a little-endian
 * long, the token's length in the high half and its number in the low, then its UTF-8. Entries
 * follow one another by number.
 *
 * @param memory that holds the table
 * @param slotsAt where the slots begin
 * @param numSlots a power of two
 * @param entriesAt where the entries begin
 * @param size number of indices, the unknown included
 */
public record StoredTokens(Memory memory, long slotsAt, int numSlots, long entriesAt, int size)
    implements TokenEncoder {
  /** Bytes outside the heap, for any number of threads. */
  public interface Memory {
    /** The little-endian long at a place. */
    long longAt(long place);

    /** Whether {@code source[begin, end)} stands at a place. */
    boolean holds(long place, byte[] source, int begin, int end);
  }

  /** The slots of a table of tokens. */
  public static long[] slotsOf(TokenTable tokens) {
    int numSlots = 16;
    while (tokens.size() > numSlots / 8 * 5) {
      numSlots = Math.multiplyExact(numSlots, 2);
    }
    long[] slots = new long[numSlots];
    int begin = 0;
    for (int i = 0; i < tokens.size(); i++) {
      int hash = tokens.hash(i);
      int s = hash & numSlots - 1;
      while (slots[s] != 0) {
        s = (s + 1) & numSlots - 1;
      }
      slots[s] = (long) hash << Integer.SIZE | (1 + begin);
      begin += Long.BYTES + tokens.length(i);
    }
    return slots;
  }

  /** The entry of a token. */
  public static byte[] entryOf(TokenTable tokens, int number) {
    byte[] text = tokens.token(number);
    return ByteBuffer.allocate(Long.BYTES + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong((long) text.length << Integer.SIZE | number)
        .put(text)
        .array();
  }

  @Override
  public int indexOf(byte[] source, int begin, int end) {
    int hash = TokenTable.hashOf(source, begin, end);
    int mask = numSlots - 1;
    int s = hash & mask;
    for (long slot = slot(s); slot != 0; slot = slot(s)) {
      if ((int) (slot >>> Integer.SIZE) == hash) {
        long entry = entriesAt + (int) slot - 1;
        long header = memory.longAt(entry);
        if ((int) (header >>> Integer.SIZE) == end - begin
            && memory.holds(entry + Long.BYTES, source, begin, end)) {
          return (int) header + 1;
        }
      }
      s = (s + 1) & mask;
    }
    return 0;
  }

  private long slot(int s) {
    return memory.longAt(slotsAt + (long) s * Long.BYTES);
  }
}
