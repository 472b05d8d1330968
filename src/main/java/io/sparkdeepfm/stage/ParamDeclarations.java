package io.sparkdeepfm.stage;

import java.io.Serializable;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import scala.runtime.AbstractFunction1;

/** Params that several stages declare in the same words. */
final class ParamDeclarations {
  private ParamDeclarations() {}

  static StringArrayParam inputCols(Params stage) {
    return new StringArrayParam(stage, "inputCols", "names of the columns to read, at least one");
  }

  static StringArrayParam outputCols(Params stage) {
    return new StringArrayParam(
        stage,
        "outputCols",
        "names of the columns to write, aligned with inputCols; they must not exist yet");
  }

  /** An integer Param of at least {@code minimum}. */
  static IntParam atLeast(Params stage, String name, int minimum, String doc) {
    return new IntParam(stage, name, doc, new AtLeast<>(name, minimum));
  }

  /** The column-by-column form of a Param made by {@link #atLeast}. */
  static IntArrayParam eachAtLeast(Params stage, String name, int minimum, String scalarName) {
    String doc =
        String.format(
            "%s of each input column, aligned with inputCols, instead of %s; each at least %d",
            scalarName, scalarName, minimum);
    return new IntArrayParam(stage, name, doc, new AtLeast<>(name, minimum));
  }

  /** Accepts an {@code Integer} or {@code int[]} without smaller values; else throws. */
  private static final class AtLeast<T> extends AbstractFunction1<T, Object>
      implements Serializable {
    private final String name;
    private final int minimum;

    AtLeast(String name, int minimum) {
      this.name = name;
      this.minimum = minimum;
    }

    @Override
    public Object apply(T value) {
      int[] entries = value instanceof int[] array ? array : new int[] {(Integer) value};
      for (int entry : entries) {
        if (entry < minimum) {
          throw new IllegalArgumentException(
              String.format("%s is %d, but must be at least %d.", name, entry, minimum));
        }
      }
      return true;
    }
  }
}
