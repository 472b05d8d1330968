package io.sparkdeepfm.stage.token;

import io.sparkdeepfm.catalyst.CellFunction;
import io.sparkdeepfm.catalyst.InternalVectors;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;

/**
 * The sparse vector of the summed weights of a cell's tokens; null for null.
 *
 * @param column of several values
 */
public record TokenVector(TokenColumn column, TokenEncoder encoder)
    implements CellFunction<InternalRow> {
  @Override
  public DataType[] inputTypes() {
    return new DataType[] {column.type()};
  }

  @Override
  public DataType resultType() {
    return SQLDataTypes.VectorType();
  }

  @Override
  public InternalRow produceResult(InternalRow cell) {
    if (cell.isNullAt(0)) {
      return null;
    }
    WeightedIndices indices = new WeightedIndices();
    column
        .reader()
        .read(
            cell,
            0,
            (source, begin, end, weight) ->
                indices.add(encoder.indexOf(source, begin, end), weight));
    return InternalVectors.toRow(indices.toVector(encoder.size()));
  }
}
