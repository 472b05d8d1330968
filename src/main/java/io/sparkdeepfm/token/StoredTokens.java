package io.sparkdeepfm.token;

/**
 * A vocabulary whose {@link TokenTable} lies outside the heap, byte for byte: found there without a
 * copy.
 *
 * @param memory that holds the table
 * @param slotsAt where the slots begin, little-endian longs
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
