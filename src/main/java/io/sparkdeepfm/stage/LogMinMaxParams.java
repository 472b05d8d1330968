package io.sparkdeepfm.stage;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.param.InputColumnsParams.ColumnsParams;
import io.sparkdeepfm.param.StageColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.param.DoubleArrayParam;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The Params of {@link LogMinMaxScaler} and its model.
 *
 * @param <S> the stage, returned by its setters
 */
public interface LogMinMaxParams<S> extends ColumnsParams<S> {
  /** Upper limit of each column's values. */
  default DoubleArrayParam clipMax() {
    return new DoubleArrayParam(
        this,
        "clipMax",
        "upper limit of each input column, aligned with inputCols, each above 0 or Infinity for"
            + " none; larger values count as the limit. Lower: outliers squeeze the others less");
  }

  /** The upper limit of each input column; {@link Double#POSITIVE_INFINITY} means none. */
  default S setClipMax(double... limits) {
    return with(clipMax(), limits);
  }

  /** The upper limit of each input column as set, else infinite for all. */
  default double[] getClipMax() {
    if (isDefined(clipMax())) {
      return getOrDefault(clipMax());
    }
    double[] unlimited = new double[getInputCols().length];
    Arrays.fill(unlimited, Double.POSITIVE_INFINITY);
    return unlimited;
  }

  /**
   * The schema with the output columns.
   *
   * @throws IllegalArgumentException if a column is missing or not a number, or a limit is not
   *     above 0
   */
  default StructType outputSchema(StructType schema) {
    StructField[] inputs = StageColumns.inputs(this, schema);
    String[] outputs = StageColumns.outputs(this, schema);
    double[] limits = getClipMax();
    StageColumns.requireAligned(clipMax(), limits.length, inputs.length);
    List<StructField> fields = new ArrayList<>();
    for (int c = 0; c < inputs.length; c++) {
      if (!(inputs[c].dataType() instanceof NumericType)) {
        throw Refusal.of(
            "Column '%s' has type %s, but only numbers can be scaled; cast it first.",
            inputs[c].name(), inputs[c].dataType().catalogString());
      }
      if (!(limits[c] > 0)) {
        throw Refusal.of(
            "clipMax of column '%s' is %s, but must be above 0; use Infinity for no limit.",
            inputs[c].name(), limits[c]);
      }
      NumericAttribute attribute =
          NumericAttribute.defaultAttr().withName(outputs[c]).withMin(0).withMax(1);
      fields.add(
          new StructField(
              outputs[c],
              DataTypes.DoubleType,
              true,
              FieldMetadata.withSource(attribute.toMetadata(), inputs[c])));
    }
    return Columns.append(schema, fields);
  }
}
