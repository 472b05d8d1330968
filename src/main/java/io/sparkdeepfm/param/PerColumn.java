package io.sparkdeepfm.param;

import java.util.Arrays;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** Options with one value for all columns and another Param that gives each column its own. */
public final class PerColumn {
  private PerColumn() {}

  /**
   * @return the option's value for each of {@code numColumns} input columns
   * @throws IllegalArgumentException if the array has another length
   */
  public static int[] values(Params stage, IntParam scalar, IntArrayParam array, int numColumns) {
    if (stage.isDefined(array)) {
      int[] values = stage.getOrDefault(array);
      requireAligned(array, values.length, numColumns);
      return values;
    }
    int[] values = new int[numColumns];
    Arrays.fill(values, (int) stage.getOrDefault(scalar));
    return values;
  }

  /** The same for strings. */
  public static String[] values(
      Params stage, Param<String> scalar, StringArrayParam array, int numColumns) {
    if (stage.isDefined(array)) {
      String[] values = stage.getOrDefault(array);
      requireAligned(array, values.length, numColumns);
      return values;
    }
    String[] values = new String[numColumns];
    Arrays.fill(values, stage.getOrDefault(scalar));
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
