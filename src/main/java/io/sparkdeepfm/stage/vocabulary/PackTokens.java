package io.sparkdeepfm.stage.vocabulary;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;

/** Packs rows (vocabulary number, index, token, count) into {@link TokenChunk}s. */
final class PackTokens implements MapPartitionsFunction<Row, Row> {
  static final int CHUNK_BYTES = 1 << 20;

  @Override
  public Iterator<Row> call(Iterator<Row> tokens) {
    return new Chunks(tokens);
  }

  private static final class Chunks implements Iterator<Row> {
    private final Iterator<Row> tokens;
    private final TokenChunk.Packer packer = new TokenChunk.Packer(CHUNK_BYTES);

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
