package io.sparkdeepfm.persist;

import io.sparkdeepfm.data.Refusal;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.SparkSession;

/** Finds a stage in a saved pipeline, or loads it where it was saved by itself. */
public final class SavedStages {
  private SavedStages() {}

  /**
   * The stage at a path, or the last of its type in the PipelineModel at the path, in
   * PipelineModels within it too.
   *
   * @param param the Param that names the path, for messages
   * @throws IllegalArgumentException if nothing can be loaded, there is no such stage, or one of a
   *     class that {@link TrustedStages} does not know
   */
  public static <T> T last(String param, String path, Class<T> type, SparkSession session) {
    T found = last(load(param, path, session), type);
    if (found == null) {
      throw Refusal.of(
          "%s '%s' holds no %s; name a saved one, or a saved PipelineModel that has one.",
          param, path, type.getSimpleName());
    }
    return found;
  }

  /** The last stage of a type, or null. */
  public static <T> T last(Object stage, Class<T> type) {
    T found = type.isInstance(stage) ? type.cast(stage) : null;
    if (stage instanceof PipelineModel pipeline) {
      for (Transformer inner : pipeline.stages()) {
        T later = last(inner, type);
        found = later == null ? found : later;
      }
    }
    return found;
  }

  private static Object load(String param, String path, SparkSession session) {
    TrustedStages.and(List.of(), "load it by its class and set the stage in place of its path: %s")
        .check(
            String.format("%s '%s'", param, path),
            path,
            session.sparkContext().hadoopConfiguration());
    try {
      Path directory = new Path(path);
      FileSystem files = directory.getFileSystem(session.sparkContext().hadoopConfiguration());
      return SavedPipeline.load(files, files.makeQualified(directory), session);
    } catch (Exception e) { // Scala throws checked exceptions without declaring them
      throw Refusal.because(
          e,
          "%s '%s' cannot be loaded: %s.",
          param,
          path,
          CorruptModel.reason(e).replaceFirst("\\.$", ""));
    }
  }
}
