package io.sparkdeepfm.fit;

import io.sparkdeepfm.export.ServingExport;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.param.DeepFMParams;
import io.sparkdeepfm.serving.RowFormat;
import io.sparkdeepfm.serving.ServingModel;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.SparkSession;

/** A model that a training can go on from. */
public interface TrainedModel extends DeepFMParams {
  /** The model's shape. */
  DeepFMConfig config();

  /** What was learned, a copy. */
  DeepFMParameters parameters();

  /** Number of floats that the driver keeps of {@link #parameters}; rows of no data are drawn. */
  long numKept();

  /**
   * This model and the stages before it, as they are scored outside Spark.
   *
   * @param stages the fitted PipelineModel that this model is part of, or the stages before it
   * @throws IllegalArgumentException if a stage is of a kind that is not scored outside Spark, or
   *     the stages are not those of this model
   */
  ServingModel servingModel(Transformer stages);

  /**
   * Writes {@link #servingModel} to one file, which {@code io.sparkdeepfm.serving.Scorer} opens
   * without Spark.
   *
   * @param path of a file that is not there yet, on any file system that Hadoop knows
   * @throws IllegalArgumentException as {@link #servingModel}, and if the file is there
   */
  default void exportForServing(Transformer stages, String path) {
    exportForServing(stages, path, "float32");
  }

  /**
   * Writes {@link #servingModel} to one file with embedding rows of fewer bits.
   *
   * @param embeddings {@code float32}, {@code bfloat16} (half the bytes) or {@code int8} (one byte
   *     a number, and eight a row)
   * @throws IllegalArgumentException as {@link #exportForServing(Transformer, String)}, and for
   *     another name
   */
  default void exportForServing(Transformer stages, String path, String embeddings) {
    RowFormat rows = RowFormat.of(embeddings);
    Configuration hadoop = SparkSession.active().sparkContext().hadoopConfiguration();
    ServingExport.write(servingModel(stages), rows, path, hadoop);
  }
}
