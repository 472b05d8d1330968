package io.sparkdeepfm.param;

import org.apache.spark.ml.param.Param;

/**
 * What a model says of its predictions.
 *
 * @param <S> the stage, returned by its setters
 */
public interface ExplanationParams<S> extends SelfTyped<S> {
  /** Column of the terms of the logit. */
  default Param<String> explainCol() {
    return new Param<>(
        this,
        "explainCol",
        "column for the terms that the logit is the sum of: bias, firstOrder by field, secondOrder"
            + " by pair of fields, deep for the rest; it must not exist yet; empty: none");
  }

  /** Sets the defaults of these Params. */
  default void setExplanationDefaults() {
    setDefault(explainCol(), "");
  }

  default S setExplainCol(String column) {
    set(explainCol(), column);
    return self();
  }

  default String getExplainCol() {
    return getOrDefault(explainCol());
  }
}
