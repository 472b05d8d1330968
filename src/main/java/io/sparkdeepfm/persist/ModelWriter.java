package io.sparkdeepfm.persist;

import java.util.Optional;
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
  private final Optional<?> summary;

  /**
   * @param summary of the training, a record that has a JSON form, or empty
   */
  public ModelWriter(Params instance, ModelState state, Optional<?> summary) {
    this.instance = instance;
    this.state = state;
    this.summary = summary;
  }

  @Override
  public void save(String path) {
    saveImpl(path);
  }

  @Override
  public void saveImpl(String path) {
    ModelFiles.save(instance, state, summary, path, shouldOverwrite(), sparkSession());
  }
}
