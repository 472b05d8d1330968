package io.sparkdeepfm.param;

import io.sparkdeepfm.column.Columns;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a stage's Params name, found in a schema. */
public final class StageColumns {
  private StageColumns() {}

  /**
   * The input columns of a stage in a schema.
   *
   * @throws IllegalArgumentException if none is set or one is not there
   */
  public static StructField[] inputs(InputColumnsParams<?> stage, StructType schema) {
    String[] names = required(stage, stage.inputCols());
    StructField[] fields = new StructField[names.length];
    for (int c = 0; c < names.length; c++) {
      fields[c] = Columns.find(schema, names[c]);
    }
    return fields;
  }

  /**
   * The output columns of a stage.
   *
   * @throws IllegalArgumentException unless there are as many as inputs, all different and new
   */
  public static String[] outputs(ColumnsParams<?> stage, StructType schema) {
    String[] names = required(stage, stage.outputCols());
    PerColumn.requireAligned(stage.outputCols(), names.length, stage.getInputCols().length);
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      Columns.requireNew(schema, name);
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            String.format("outputCols names '%s' twice; output columns must differ.", name));
      }
    }
    return names;
  }

  /**
   * The names that a Param holds.
   *
   * @throws IllegalArgumentException if there are none
   */
  public static String[] required(InputColumnsParams<?> stage, Param<String[]> param) {
    String[] names = stage.isDefined(param) ? stage.getOrDefault(param) : new String[0];
    if (names.length == 0) {
      throw new IllegalArgumentException(
          String.format("%s of %s is not set; name at least one column.", param.name(), stage));
    }
    return names;
  }
}
