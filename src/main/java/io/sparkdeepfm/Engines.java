package io.sparkdeepfm;

import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.cpu.CpuEngine;
import io.sparkdeepfm.engine.dl4j.Dl4jEngine;
import java.util.List;

/** The training engines by name. */
final class Engines {
  static final String DEFAULT = CpuEngine.NAME;

  private static final List<TrainingEngine> ALL = List.of(new CpuEngine(), new Dl4jEngine());

  private Engines() {}

  static String[] names() {
    return ALL.stream().map(TrainingEngine::name).toArray(String[]::new);
  }

  static TrainingEngine get(String name) {
    return ALL.stream().filter(engine -> engine.name().equals(name)).findFirst().orElseThrow();
  }
}
