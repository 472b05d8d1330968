package io.sparkdeepfm.param;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Refusal;
import java.io.Serializable;
import java.util.function.Predicate;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import scala.runtime.AbstractFunction1;

/**
 * Makes every Param of this library that has a range: it refuses a bad value with a sentence that
 * names the Param, the value and the range, which Spark's own validators do not.
 *
 * <p>Params are declared as methods named as they are, which make them anew: two Params of a stage
 * are equal if their names are. So an estimator and its model share a declaration by an interface,
 * and Spark's constructors may ask for Params before a stage has fields.
 */
public final class CheckedParams {
  private CheckedParams() {}

  /** An integer of at least {@code minimum}. */
  public static IntParam atLeast(Params stage, String name, int minimum, String doc) {
    return new IntParam(
        stage,
        name,
        doc,
        new Check<>(name, "be at least " + minimum, value -> (Integer) value >= minimum));
  }

  /** Integers of at least {@code minimum} each. */
  public static IntArrayParam eachAtLeast(Params stage, String name, int minimum, String doc) {
    return new IntArrayParam(
        stage, name, doc, new EachCheck(name, "be at least " + minimum, minimum));
  }

  /**
   * Integers of at least {@code minimum}, one for each input column.
   *
   * @param scalarName the Param with one value for all columns, in whose stead this one stands
   */
  public static IntArrayParam eachColumnAtLeast(
      Params stage, String name, int minimum, String scalarName) {
    String doc =
        String.format(
            "%s of each input column, aligned with inputCols, instead of %s; each at least %d",
            scalarName, scalarName, minimum);
    return eachAtLeast(stage, name, minimum, doc);
  }

  /** A finite number above 0. */
  public static DoubleParam positive(Params stage, String name, String doc) {
    return number(
        stage, name, doc, "be above 0 and finite", x -> x > 0 && x < Double.POSITIVE_INFINITY);
  }

  /** A finite number of at least 0. */
  public static DoubleParam notNegative(Params stage, String name, String doc) {
    return number(
        stage, name, doc, "be at least 0 and finite", x -> x >= 0 && x < Double.POSITIVE_INFINITY);
  }

  /** A fraction in (0, 1]. */
  public static DoubleParam fraction(Params stage, String name, String doc) {
    return number(stage, name, doc, "be in (0, 1]", x -> x > 0 && x <= 1);
  }

  /** A probability in [0, 1). */
  public static DoubleParam belowOne(Params stage, String name, String doc) {
    return number(stage, name, doc, "be in [0, 1)", x -> x >= 0 && x < 1);
  }

  /**
   * The name of a constant of an enum, whatever the case of its letters, as {@link EnumNames#parse}
   * reads it.
   */
  public static <E extends Enum<E>> Param<String> oneOf(
      Params stage, String name, Class<E> type, String doc) {
    String all = String.join(", ", EnumNames.namesOf(type));
    return new Param<>(
        stage,
        name,
        doc + " (one of " + all + ")",
        new Check<String>(name, "be one of " + all, x -> EnumNames.isName(type, x)));
  }

  private static DoubleParam number(
      Params stage, String name, String doc, String range, SerializablePredicate<Double> test) {
    return new DoubleParam(
        stage, name, doc, new Check<Object>(name, range, x -> test.test((Double) x)));
  }

  /** A predicate that travels with its Param. */
  private interface SerializablePredicate<T> extends Predicate<T>, Serializable {}

  /** Throws instead of returning false, because Spark's own message does not name the range. */
  private static final class Check<T> extends AbstractFunction1<T, Object> implements Serializable {
    private final String name;
    private final String range;
    private final SerializablePredicate<T> test;

    Check(String name, String range, SerializablePredicate<T> test) {
      this.name = name;
      this.range = range;
      this.test = test;
    }

    @Override
    public Object apply(T value) {
      if (!test.test(value)) {
        throw Refusal.of("%s is %s, but must %s.", name, value, range);
      }
      return true;
    }
  }

  /** {@link Check} of each element of an {@code int[]}. */
  private static final class EachCheck extends AbstractFunction1<int[], Object>
      implements Serializable {
    private final Check<Integer> check;

    EachCheck(String name, String range, int minimum) {
      check = new Check<>(name, range, value -> value >= minimum);
    }

    @Override
    public Object apply(int[] values) {
      for (int value : values) {
        check.apply(value);
      }
      return true;
    }
  }

  /**
   * A stage whose setters return the stage itself.
   *
   * @param <S> the stage
   */
  public interface SelfTyped<S> extends Params {
    /** This stage as its own type. */
    @SuppressWarnings("unchecked") // S is the implementing class by contract
    default S self() {
      return (S) this;
    }

    /** Sets a Param and returns this stage. */
    default <T> S with(Param<T> param, T value) {
      set(param, value);
      return self();
    }
  }
}
