package io.sparkdeepfm.fit;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.engine.HeapNeeds;
import io.sparkdeepfm.engine.HeapNeeds.Heaps;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.Initializer;
import io.sparkdeepfm.model.WarmStart;
import io.sparkdeepfm.param.DeepFMParams;
import io.sparkdeepfm.persist.SavedStages;
import org.apache.spark.sql.SparkSession;

/**
 * The model that a training goes on from, if there is one.
 *
 * @param model null for none
 */
public record InitialModel(TrainedModel model) {
  /**
   * The model that was set, or loaded from {@code initialModelPath}.
   *
   * @param inMemory null if none was set
   * @param type of the model
   * @throws IllegalArgumentException if the model cannot be loaded
   */
  public static <M extends TrainedModel> InitialModel find(
      DeepFMParams params, M inMemory, Class<M> type, SparkSession session) {
    requireOneAtMost(params, inMemory);
    String path = params.getInitialModelPath();
    M model = path == null ? inMemory : SavedStages.last("initialModelPath", path, type, session);
    return new InitialModel(model);
  }

  /**
   * @param config the shape to train
   * @param engine that is to train
   * @throws IllegalArgumentException if there is a model that does not fit it, or the driver's heap
   *     has no room for where the training begins
   */
  void requireFits(DeepFMConfig config, String engine, Heaps heaps) {
    if (model == null) {
      return;
    }
    WarmStart.checkShape(model.config(), config);
    long floats = 2 * model.numKept() + WarmStart.grownFloats(model.config(), config);
    long parameters = config.schema().numEmbeddings() * (config.embeddingDim() + 1L);
    new HeapNeeds(engine, parameters, 0, Float.BYTES * floats, "train without an initial model")
        .check(heaps);
  }

  /**
   * @throws IllegalArgumentException if there is a model in memory and a path too
   */
  static void requireOneAtMost(DeepFMParams params, TrainedModel inMemory) {
    if (inMemory != null && params.getInitialModelPath() != null) {
      throw Refusal.of(
          "Both an initial model and initialModelPath '%s' are set; clear one of them.",
          params.getInitialModelPath());
    }
  }

  /** Where a training of the given shape begins. */
  WarmStart start(DeepFMConfig config, TrainingConfig training) {
    if (model == null) {
      return WarmStart.NONE;
    }
    Initializer fresh = new Initializer(config, training.initialization(), training.seed());
    return WarmStart.of(model.config(), model.parameters(), config, fresh);
  }
}
