package io.sparkdeepfm.stage.token;

import io.sparkdeepfm.catalyst.CellFunction;
import io.sparkdeepfm.catalyst.InternalVectors;
import io.sparkdeepfm.token.TokenEncoder;
import io.sparkdeepfm.token.TokenSink;
import io.sparkdeepfm.token.TokenTable;
import io.sparkdeepfm.token.WeightedIndices;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * Encodes the tokens of a cell as an index or as a vector of weights; null for null.
 *
 * @param <R> the result as Spark holds it
 */
public sealed interface EncodeTokens<R> extends CellFunction<R> {
  TokenColumn column();

  /** The function for a column: an index where a cell is one token, else a vector. */
  static EncodeTokens<?> of(TokenColumn column, TokenEncoder encoder) {
    return column.multiValued()
        ? new TokenVector(column, encoder)
        : new TokenIndex(column, encoder);
  }

  @Override
  default DataType[] inputTypes() {
    return new DataType[] {column().type()};
  }

  /**
   * The index of the one token of a cell; null for null.
   *
   * @param column of single values
   */
  record TokenIndex(TokenColumn column, TokenEncoder encoder) implements EncodeTokens<Integer> {
    @Override
    public DataType resultType() {
      return DataTypes.IntegerType;
    }

    @Override
    public Integer produceResult(InternalRow cell) {
      if (cell.isNullAt(0)) {
        return null;
      }
      Found found = new Found(encoder);
      column.reader().read(cell, 0, found);
      return found.index;
    }

    /** Made per cell: Spark may share a function between threads. */
    private static final class Found implements TokenSink {
      private final TokenEncoder encoder;
      private int index;

      Found(TokenEncoder encoder) {
        this.encoder = encoder;
      }

      @Override
      public void accept(byte[] source, int begin, int end, double weight) {
        index = encoder.indexOf(source, begin, end);
      }
    }
  }

  /**
   * The sparse vector of the summed weights of a cell's tokens; null for null.
   *
   * @param column of several values
   */
  record TokenVector(TokenColumn column, TokenEncoder encoder)
      implements EncodeTokens<InternalRow> {
    @Override
    public DataType resultType() {
      return SQLDataTypes.VectorType();
    }

    @Override
    public InternalRow produceResult(InternalRow cell) {
      if (cell.isNullAt(0)) {
        return null;
      }
      WeightedIndices indices = new WeightedIndices(); // per cell, as above
      column
          .reader()
          .read(
              cell,
              0,
              (source, begin, end, weight) ->
                  indices.add(encoder.indexOf(source, begin, end), weight));
      indices.sumUp();
      return InternalVectors.toRow(
          Vectors.sparse(encoder.size(), indices.copyIndices(), indices.copyWeights()));
    }
  }

  /** Looks tokens up in one of the vocabularies that were broadcast; 0 is the unknown. */
  final class Lookup implements TokenEncoder {
    private final Broadcast<TokenTable[]> tables;
    private final int vocabulary;
    private final int size;

    /** The table once fetched: {@code Broadcast.value} is too slow to be called per cell. */
    private transient TokenTable table;

    public Lookup(Broadcast<TokenTable[]> tables, int vocabulary, int size) {
      this.tables = tables;
      this.vocabulary = vocabulary;
      this.size = size;
    }

    @Override
    public int indexOf(byte[] source, int begin, int end) {
      TokenTable fetched = table;
      if (fetched == null) {
        fetched = tables.value()[vocabulary];
        table = fetched;
      }
      return fetched.find(source, begin, end) + 1;
    }

    @Override
    public int size() {
      return size;
    }
  }
}
