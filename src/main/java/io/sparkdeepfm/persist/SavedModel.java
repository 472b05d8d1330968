package io.sparkdeepfm.persist;

import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.param.Params;

/** A model directory's content: enough to build the model that was saved. */
public final class SavedModel {
  private final ModelState state;
  private final SparkMetadata metadata;
  private final FileSystem files;
  private final Path directory;

  SavedModel(ModelState state, SparkMetadata metadata, FileSystem files, Path directory) {
    this.state = state;
    this.metadata = metadata;
    this.files = files;
    this.directory = directory;
  }

  public ModelState state() {
    return state;
  }

  /**
   * The summary of the training, where one was saved.
   *
   * @throws IllegalArgumentException if its file is damaged
   */
  public <T> Optional<T> summary(Class<T> type) {
    return SummaryFile.read(files, directory, type);
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
