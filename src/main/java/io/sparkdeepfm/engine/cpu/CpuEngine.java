package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.EngineSession;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.TrainingJob;

/** Our own engine: oneDNN, sparse updates, row-sparse averaging. */
public final class CpuEngine implements TrainingEngine {
  public static final String NAME = "cpu";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public EngineSession open(TrainingJob job) {
    return new CpuSession(job);
  }
}
