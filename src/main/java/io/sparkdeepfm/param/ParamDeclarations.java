package io.sparkdeepfm.param;

import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** Params that several stages declare in the same words. */
public final class ParamDeclarations {
  private ParamDeclarations() {}

  public static StringArrayParam inputCols(Params stage) {
    return new StringArrayParam(stage, "inputCols", "names of the columns to read, at least one");
  }

  public static StringArrayParam outputCols(Params stage) {
    return new StringArrayParam(
        stage,
        "outputCols",
        "names of the columns to write, aligned with inputCols; they must not exist yet");
  }

  /** An integer Param of at least {@code minimum}. */
  public static IntParam atLeast(Params stage, String name, int minimum, String doc) {
    return CheckedParams.atLeast(stage, name, minimum, doc);
  }

  /** The column-by-column form of a Param made by {@link #atLeast}. */
  public static IntArrayParam eachAtLeast(
      Params stage, String name, int minimum, String scalarName) {
    String doc =
        String.format(
            "%s of each input column, aligned with inputCols, instead of %s; each at least %d",
            scalarName, scalarName, minimum);
    return CheckedParams.eachAtLeast(stage, name, minimum, doc);
  }
}
