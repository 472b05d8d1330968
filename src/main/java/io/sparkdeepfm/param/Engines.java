package io.sparkdeepfm.param;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.CpuEngine;
import io.sparkdeepfm.engine.dl4j.Dl4jEngine;
import io.sparkdeepfm.engine.dl4j.Dl4jEngine.AveragingOptions;

/** The training engines by name. */
public enum Engines {
  CPU {
    @Override
    TrainingEngine make(DeepFMParams<?> params) {
      return new CpuEngine();
    }
  },
  DL4J {
    @Override
    TrainingEngine make(DeepFMParams<?> params) {
      return new Dl4jEngine(
          new AveragingOptions(params.getAverageOptimizerState(), params.getAggregationDepth()));
    }
  };

  abstract TrainingEngine make(DeepFMParams<?> params);

  static Engines named(DeepFMParams<?> params) {
    return EnumNames.parse(Engines.class, "engine", params.getEngine());
  }

  /** The engine that the Params name. */
  public static TrainingEngine get(DeepFMParams<?> params) {
    return named(params).make(params);
  }
}
