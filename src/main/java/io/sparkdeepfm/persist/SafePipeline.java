package io.sparkdeepfm.persist;

import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;

/**
 * Loads saved pipelines of others: their files are looked at first, and one that names a class that
 * is not known to be harmless is refused before any class is loaded.
 *
 * <p>Accepted are this library's stages, MLlib's feature transformers but {@code SQLTransformer},
 * and Spark's {@code Pipeline}, {@code CrossValidator} and {@code TrainValidationSplit} with what
 * they hold. What {@link PipelineModel#load} accepts is anything: see SECURITY.md.
 */
public final class SafePipeline {
  private static final String REMEDY = "name %s among the allowed stages";

  private SafePipeline() {}

  /**
   * @param allowedStages names of further classes that may be loaded
   * @throws IllegalArgumentException if the pipeline has a stage of another class, or cannot be
   *     read
   */
  public static PipelineModel load(String path, String... allowedStages) {
    check(path, allowedStages);
    return SavedPipeline.load(path);
  }

  /**
   * Looks at any saved stage without loading it.
   *
   * @throws IllegalArgumentException as {@link #load} throws it
   */
  public static void check(String path, String... allowedStages) {
    SparkSession session = SparkSession.active();
    TrustedStages.and(List.of(allowedStages), REMEDY)
        .check("'" + path + "'", path, session.sparkContext().hadoopConfiguration());
  }
}
