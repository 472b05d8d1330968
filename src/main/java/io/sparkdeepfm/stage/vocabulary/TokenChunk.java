package io.sparkdeepfm.stage.vocabulary;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
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

  /** A chunk of so many bytes takes no further token. */
  static final int CHUNK_BYTES = 1 << 20;

  /** Packs rows (vocabulary number, index, token, count) into rows of {@link #SCHEMA}. */
  static Iterator<Row> pack(Iterator<Row> tokens) {
    return new Chunks(tokens);
  }

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

    private ByteBuffer buffer = ByteBuffer.allocate(1024);
    private int vocabulary;
    private int firstIndex;
    private int nextIndex;

    boolean isEmpty() {
      return buffer.position() == 0;
    }

    /** Whether the token can join the chunk. */
    boolean takes(int tokenVocabulary, int index) {
      return isEmpty()
          || (tokenVocabulary == vocabulary
              && index == nextIndex
              && buffer.position() < CHUNK_BYTES);
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

  /** Rows (vocabulary number, index, token, count) as rows of {@link #SCHEMA}. */
  private static final class Chunks implements Iterator<Row> {
    private final Iterator<Row> tokens;
    private final Packer packer = new Packer();

    Chunks(Iterator<Row> tokens) {
      this.tokens = tokens;
    }

    @Override
    public boolean hasNext() {
      return !packer.isEmpty() || tokens.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      while (tokens.hasNext()) {
        Row token = tokens.next();
        boolean joins = packer.takes(token.getInt(0), token.getInt(1));
        Row full = joins ? null : packer.take().toRow();
        packer.add(token.getInt(0), token.getInt(1), token.getAs(2), token.getLong(3));
        if (!joins) {
          return full;
        }
      }
      return packer.take().toRow();
    }
  }
}
