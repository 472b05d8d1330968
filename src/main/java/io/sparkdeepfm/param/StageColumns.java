package io.sparkdeepfm.param;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.param.InputColumnsParams.ColumnsParams;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a stage's Params name, found in a schema, and what it has for each of them. */
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
    requireAligned(stage.outputCols(), names.length, stage.getInputCols().length);
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

  /**
   * What each of {@code numColumns} input columns has of an option with one value for all columns
   * and another Param that gives each column its own.
   *
   * @throws IllegalArgumentException if the array has another length
   */
  public static int[] perColumn(
      Params stage, IntParam scalar, IntArrayParam array, int numColumns) {
    int[] values = new int[numColumns];
    if (stage.isDefined(array)) {
      values = stage.getOrDefault(array);
      requireAligned(array, values.length, numColumns);
    } else {
      Arrays.fill(values, (int) stage.getOrDefault(scalar));
    }
    return values;
  }

  /** The same for strings. */
  public static String[] perColumn(
      Params stage, Param<String> scalar, StringArrayParam array, int numColumns) {
    String[] values = new String[numColumns];
    if (stage.isDefined(array)) {
      values = stage.getOrDefault(array);
      requireAligned(array, values.length, numColumns);
    } else {
      Arrays.fill(values, stage.getOrDefault(scalar));
    }
    return values;
  }

  public static void requireAligned(Param<?> array, int length, int numColumns) {
    if (length != numColumns) {
      throw new IllegalArgumentException(
          String.format(
              "%s has %d entries, but there are %d inputCols; give one entry per input column.",
              array.name(), length, numColumns));
    }
  }
}
