package io.sparkdeepfm.param;

import org.apache.spark.ml.param.Params;

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
}
