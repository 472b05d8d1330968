package io.sparkdeepfm.stage.vocabulary;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Consecutive tokens of one vocabulary in one byte array, so that vocabularies travel between
 * driver and executors without an object per token. Per token: count (8 bytes), length of its UTF-8
 * (4 bytes), UTF-8.
 *
 * @param vocabulary its number
 * @param firstIndex index of the first token
 * @param packed the tokens
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TokenChunk(int vocabulary, int firstIndex, byte[] packed) {
  static final StructType SCHEMA =
      new StructType()
          .add("vocabulary", DataTypes.IntegerType, false)
          .add("firstIndex", DataTypes.IntegerType, false)
          .add("packed", DataTypes.BinaryType, false);

  static TokenChunk of(Row row) {
    return new TokenChunk(row.getInt(0), row.getInt(1), row.getAs(2));
  }

  Row toRow() {
    return RowFactory.create(vocabulary, firstIndex, packed);
  }

  /** Takes the tokens of a chunk in order. */
  interface Consumer {
    void accept(int index, byte[] token, long count);
  }

  void forEach(Consumer consumer) {
    ByteBuffer buffer = ByteBuffer.wrap(packed);
    for (int index = firstIndex; buffer.hasRemaining(); index++) {
      long count = buffer.getLong();
      byte[] token = new byte[buffer.getInt()];
      buffer.get(token);
      consumer.accept(index, token, count);
    }
  }

  /** Packs tokens until they do not continue the chunk or it is full. */
  static final class Packer {
    private static final int ENTRY_OVERHEAD = Long.BYTES + Integer.BYTES;

    private final int capacity;
    private ByteBuffer buffer = ByteBuffer.allocate(1024);
    private int vocabulary;
    private int firstIndex;
    private int nextIndex;

    /**
     * @param capacity bytes after which a chunk is full
     */
    Packer(int capacity) {
      this.capacity = capacity;
    }

    boolean isEmpty() {
      return buffer.position() == 0;
    }

    /** Whether the token can join the chunk. */
    boolean takes(int tokenVocabulary, int index) {
      return isEmpty()
          || (tokenVocabulary == vocabulary && index == nextIndex && buffer.position() < capacity);
    }

    void add(int tokenVocabulary, int index, byte[] token, long count) {
      if (isEmpty()) {
        vocabulary = tokenVocabulary;
        firstIndex = index;
      }
      nextIndex = index + 1;
      if (buffer.remaining() < ENTRY_OVERHEAD + token.length) {
        int grown =
            Math.max(buffer.capacity() * 2, buffer.position() + ENTRY_OVERHEAD + token.length);
        buffer = ByteBuffer.allocate(grown).put(buffer.flip());
      }
      buffer.putLong(count).putInt(token.length).put(token);
    }

    /** The chunk so far; begins a new one. */
    TokenChunk take() {
      byte[] packed = Arrays.copyOf(buffer.array(), buffer.position());
      buffer.clear();
      return new TokenChunk(vocabulary, firstIndex, packed);
    }
  }
}
