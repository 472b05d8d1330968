package io.sparkdeepfm.param;

import io.sparkdeepfm.data.EnumNames;
import java.io.Serializable;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import scala.runtime.AbstractFunction1;

/** Params that refuse a bad value in words of our own: Spark's do not name the range. */
public final class ParamChecks {
  private ParamChecks() {}

  /** The user-facing name of a constant of an enum. */
  public static <E extends Enum<E>> Param<String> oneOf(
      Params parent, String name, Class<E> type, String doc) {
    String all = String.join(", ", EnumNames.namesOf(type));
    return new Param<>(
        parent, name, String.format("%s (one of %s)", doc, all), new NameOf<>(name, type));
  }

  /** An integer of at least 1. */
  public static IntParam positive(Params parent, String name, String doc) {
    return new IntParam(parent, name, doc, new Positive(name));
  }

  private static final class NameOf<E extends Enum<E>> extends AbstractFunction1<String, Object>
      implements Serializable {
    private final String param;
    private final Class<E> type;

    NameOf(String param, Class<E> type) {
      this.param = param;
      this.type = type;
    }

    @Override
    public Object apply(String value) {
      EnumNames.parse(type, param, value);
      return true;
    }
  }

  private static final class Positive extends AbstractFunction1<Object, Object>
      implements Serializable {
    private final String param;

    Positive(String param) {
      this.param = param;
    }

    @Override
    public Object apply(Object value) {
      if ((Integer) value < 1) {
        throw new IllegalArgumentException(
            String.format("%s is %s, but must be at least 1.", param, value));
      }
      return true;
    }
  }
}
