package io.sparkdeepfm.param;

import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;

/**
 * What only the engine "dl4j" can be told; setting one with another engine is an error.
 *
 * @param <S> the stage, returned by its setters
 */
public interface Dl4jParams<S> extends SelfTyped<S> {
  /** Whether optimizer state is averaged between rounds. */
  default BooleanParam averageOptimizerState() {
    return new BooleanParam(
        this,
        "averageOptimizerState",
        "with engine dl4j: whether the workers' optimizer states are averaged with the parameters and"
            + " sent out again, rather than begun anew in every averaging round; false: less"
            + " exchange, slower learning");
  }

  /** Depth of the tree of the averaging. */
  default IntParam aggregationDepth() {
    return CheckedParams.atLeast(
        this,
        "aggregationDepth",
        1,
        "with engine dl4j: depth of the tree in which executors add up the workers' parameters; 1:"
            + " the driver adds up all");
  }

  /** Sets the defaults of these Params. */
  default void setDl4jDefaults() {
    setDefault(averageOptimizerState(), true);
    setDefault(aggregationDepth(), 2);
  }

  default S setAverageOptimizerState(boolean on) {
    set(averageOptimizerState(), on);
    return self();
  }

  default boolean getAverageOptimizerState() {
    return (Boolean) getOrDefault(averageOptimizerState());
  }

  default S setAggregationDepth(int depth) {
    set(aggregationDepth(), depth);
    return self();
  }

  default int getAggregationDepth() {
    return (Integer) getOrDefault(aggregationDepth());
  }
}
