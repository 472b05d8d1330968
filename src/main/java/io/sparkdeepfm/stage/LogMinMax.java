package io.sparkdeepfm.stage;

import io.sparkdeepfm.catalyst.CellFunction;
import io.sparkdeepfm.column.BadValueException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/**
 * x' = min(1, log(1 + min(max(x, 0), clip)) / log(1 + maximum)), or 0 where the maximum is 0.
 *
 * @param column named in errors
 * @param clip upper limit of x; infinite: none
 * @param maximum largest min(max(x, 0), clip) of the training data
 */
record LogMinMax(String column, double clip, double maximum) implements CellFunction<Double> {
  @Override
  public DataType[] inputTypes() {
    return new DataType[] {DataTypes.DoubleType};
  }

  @Override
  public DataType resultType() {
    return DataTypes.DoubleType;
  }

  @Override
  public Double produceResult(InternalRow cell) {
    return cell.isNullAt(0) ? null : (Double) scaled(cell.getDouble(0));
  }

  private double scaled(double x) {
    if (!Double.isFinite(x)) {
      throw new BadValueException(
          String.format(
              "Column '%s' holds %s, but values to scale must be finite; clean the data or use null"
                  + " for missing values.",
              column, x));
    }
    double clipped = Math.min(Math.max(x, 0), clip);
    return maximum == 0 ? 0.0 : Math.min(1, Math.log1p(clipped) / Math.log1p(maximum));
  }
}
