package io.sparkdeepfm.param;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.CpuEngine;
import io.sparkdeepfm.engine.cuda.CudaEngine;
import io.sparkdeepfm.engine.dl4j.Dl4jEngine;
import io.sparkdeepfm.engine.dl4j.Dl4jEngine.AveragingOptions;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * What trains the model, and what only the engine "dl4j" can be told: setting that with another
 * engine is an error.
 */
public interface EngineParams extends Params {
  /** Name of the engine that trains. */
  default Param<String> engine() {
    return CheckedParams.oneOf(this, "engine", Engines.class, "what trains the model");
  }

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
  default void setEngineDefaults() {
    setDefault(engine(), "cpu");
    setDefault(averageOptimizerState(), true);
    setDefault(aggregationDepth(), 2);
  }

  default String getEngine() {
    return getOrDefault(engine());
  }

  default boolean getAverageOptimizerState() {
    return (Boolean) getOrDefault(averageOptimizerState());
  }

  default int getAggregationDepth() {
    return (Integer) getOrDefault(aggregationDepth());
  }

  /** The setters of these Params, which return the stage, an {@code S}. */
  interface Setters<S> extends EngineParams, SelfTyped<S> {
    default S setEngine(String name) {
      return with(engine(), name);
    }

    default S setAverageOptimizerState(boolean on) {
      return with(averageOptimizerState(), on);
    }

    default S setAggregationDepth(int depth) {
      return with(aggregationDepth(), depth);
    }
  }

  /** The training engines by name. */
  enum Engines {
    CPU,
    CUDA,
    DL4J;

    static Engines named(DeepFMParams params) {
      return EnumNames.parse(Engines.class, "engine", params.getEngine());
    }

    /** The engine that the Params name. */
    public static TrainingEngine get(DeepFMParams params) {
      return switch (named(params)) {
        case CPU -> new CpuEngine();
        case CUDA -> new CudaEngine(params.getCudaDevice());
        case DL4J ->
            new Dl4jEngine(
                new AveragingOptions(
                    params.getAverageOptimizerState(), params.getAggregationDepth()));
      };
    }
  }
}
