package io.sparkdeepfm.persist;

import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWriter;

/**
 * Spark's writer of a model, by {@link ModelFiles}.
 *
 * <p>Spark's own {@code save} deletes what is at the path before anything is written; this one does
 * not, so that a failed save leaves the old model.
 */
public final class ModelWriter extends MLWriter {
  private final Params instance;
  private final ModelState state;

  public ModelWriter(Params instance, ModelState state) {
    this.instance = instance;
    this.state = state;
  }

  @Override
  public void save(String path) {
    saveImpl(path);
  }

  @Override
  public void saveImpl(String path) {
    ModelFiles.save(instance, state, path, shouldOverwrite(), sparkSession());
  }
}
