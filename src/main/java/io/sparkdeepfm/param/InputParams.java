package io.sparkdeepfm.param;

import io.sparkdeepfm.data.Pooling;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.shared.HasWeightCol;

/**
 * What is read, besides the columns of every Spark ML classifier.
 *
 * @param <S> the stage, returned by its setters
 */
public interface InputParams<S> extends SelfTyped<S>, HasWeightCol {
  /** Name of the column of feature vectors; Spark's own Param. */
  String getFeaturesCol();

  /** Name of the column of labels; Spark's own Param. */
  String getLabelCol();

  /** Column of the row weights. */
  @Override
  default Param<String> weightCol() {
    return new Param<>(
        this,
        "weightCol",
        "numeric column of row weights, at least 0, used in loss, averaging and metrics; unset:"
            + " every row weighs 1");
  }

  /** Called by Scala's constructors alone, which keep Params in fields. */
  @Override
  @SuppressWarnings("MemberName") // as Scala names it
  default void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> param) {}

  /** Factor of the weights of positive rows. */
  default DoubleParam positiveWeight() {
    return CheckedParams.positive(
        this,
        "positiveWeight",
        "factor above 0 of the weights of rows with label 1, in loss, averaging and metrics; moves"
            + " the probabilities away from the observed rates");
  }

  /** Part of the negative rows that is trained on. */
  default DoubleParam negativeSamplingRate() {
    return CheckedParams.fraction(
        this,
        "negativeSamplingRate",
        "part in (0, 1] of the training rows with label 0, chosen by seed, that is trained on; the"
            + " probabilities are corrected for it");
  }

  /** Pooling of the fields that do not say theirs. */
  default Param<String> pooling() {
    return CheckedParams.oneOf(
        this,
        "pooling",
        Pooling.class,
        "how several values of a field become one vector, for fields whose pooling the assembler"
            + " left open");
  }

  /** Sizes of the fields of a vector that does not say them. */
  default IntArrayParam fieldSizes() {
    return CheckedParams.eachAtLeast(
        this,
        "fieldSizes",
        1,
        "number of features of each field, in the order of the vector, for a features column without"
            + " field metadata; 1 for a numeric field");
  }

  /** Sets the defaults of these Params. */
  default void setInputDefaults() {
    setDefault(pooling(), "sum");
    setDefault(positiveWeight(), 1.0);
    setDefault(negativeSamplingRate(), 1.0);
  }

  default S setWeightCol(String column) {
    set(weightCol(), column);
    return self();
  }

  /** The column of row weights, or null. */
  @Override
  default String getWeightCol() {
    return isDefined(weightCol()) ? getOrDefault(weightCol()) : null;
  }

  default S setPositiveWeight(double factor) {
    set(positiveWeight(), factor);
    return self();
  }

  default double getPositiveWeight() {
    return (Double) getOrDefault(positiveWeight());
  }

  default S setNegativeSamplingRate(double rate) {
    set(negativeSamplingRate(), rate);
    return self();
  }

  default double getNegativeSamplingRate() {
    return (Double) getOrDefault(negativeSamplingRate());
  }

  default S setPooling(String name) {
    set(pooling(), name);
    return self();
  }

  default String getPooling() {
    return getOrDefault(pooling());
  }

  default S setFieldSizes(int... sizes) {
    set(fieldSizes(), sizes);
    return self();
  }

  /** The sizes of the fields, or null. */
  default int[] getFieldSizes() {
    return isDefined(fieldSizes()) ? getOrDefault(fieldSizes()) : null;
  }
}
