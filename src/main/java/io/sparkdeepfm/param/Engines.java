package io.sparkdeepfm.param;

import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.CpuEngine;
import io.sparkdeepfm.engine.dl4j.AveragingOptions;
import io.sparkdeepfm.engine.dl4j.Dl4jEngine;

/** The training engines by name. */
public final class Engines {
  static final String DEFAULT = CpuEngine.NAME;

  private Engines() {}

  public static String[] names() {
    return new String[] {CpuEngine.NAME, Dl4jEngine.NAME};
  }

  /** The engine that the Params name. */
  public static TrainingEngine get(DeepFMParams<?> params) {
    return switch (params.getEngine()) {
      case CpuEngine.NAME -> new CpuEngine();
      case Dl4jEngine.NAME ->
          new Dl4jEngine(
              new AveragingOptions(
                  params.getAverageOptimizerState(), params.getAggregationDepth()));
      default -> throw new IllegalArgumentException(params.getEngine());
    };
  }
}
