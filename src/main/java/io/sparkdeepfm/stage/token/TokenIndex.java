package io.sparkdeepfm.stage.token;

import io.sparkdeepfm.catalyst.CellFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * The index of the one token of a cell; null for null.
 *
 * @param column of single values
 */
public record TokenIndex(TokenColumn column, TokenEncoder encoder)
    implements CellFunction<Integer> {
  @Override
  public DataType[] inputTypes() {
    return new DataType[] {column.type()};
  }

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
