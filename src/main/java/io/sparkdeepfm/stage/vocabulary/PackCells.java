package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.catalyst.CellFunction;
import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.stage.token.PackedWriter;
import io.sparkdeepfm.stage.token.TokenColumn;
import io.sparkdeepfm.stage.token.TokenSink;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * All tokens of a row in one byte array, so that they reach the counting without an object per
 * cell. Column by column: for each token a 1 and its text, then a 0.
 *
 * @param columns what to read
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PackCells(TokenColumn[] columns) implements CellFunction<byte[]> {
  private static final int BYTES_PER_CELL = 16;

  /** The packed cells of a row that has these columns. */
  Column cells() {
    return of(
        Stream.of(columns).map(column -> Columns.reference(column.name())).toArray(Column[]::new));
  }

  @Override
  public DataType[] inputTypes() {
    return Stream.of(columns).map(TokenColumn::type).toArray(DataType[]::new);
  }

  @Override
  public DataType resultType() {
    return DataTypes.BinaryType;
  }

  @Override
  public boolean isResultNullable() {
    return false;
  }

  @Override
  public byte[] produceResult(InternalRow row) {
    PackedWriter writer = new PackedWriter(BYTES_PER_CELL * columns.length);
    TokenSink sink =
        (source, begin, end, weight) -> {
          writer.number(1);
          writer.text(source, begin, end);
        };
    for (int c = 0; c < columns.length; c++) {
      if (!row.isNullAt(c)) {
        columns[c].reader().read(row, c, sink);
      }
      writer.number(0);
    }
    return writer.take();
  }
}
