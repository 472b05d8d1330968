package io.sparkdeepfm.persist;

import org.apache.spark.ml.param.Params;

/** A model directory's content: enough to build the model that was saved. */
public final class SavedModel {
  private final ModelState state;
  private final SparkMetadata metadata;

  SavedModel(ModelState state, SparkMetadata metadata) {
    this.state = state;
    this.metadata = metadata;
  }

  public ModelState state() {
    return state;
  }

  /** The uid of the instance that was saved; the restored instance must be built with it. */
  public String uid() {
    return metadata.uid();
  }

  /**
   * Sets the saved Params and defaults on a new instance.
   *
   * @throws IllegalArgumentException if the class no longer has a saved Param, or refuses its value
   */
  public void restoreParams(Params instance) {
    metadata.restoreParams(instance);
  }
}
