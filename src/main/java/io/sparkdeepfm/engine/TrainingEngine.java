package io.sparkdeepfm.engine;

/** A way to train a DeepFM on Spark. Every engine ends with the same kind of parameters. */
public interface TrainingEngine {
  /** The name under which users choose it. */
  String name();

  /**
   * Begins a training; no step is made yet.
   *
   * @throws IllegalArgumentException if the engine cannot train what the job asks for
   */
  EngineSession open(TrainingJob job);
}
