package io.sparkdeepfm;

import io.sparkdeepfm.testing.SharedSpark;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Loads a pipeline and scores a Parquet file, as {@link SavedPipelineTest} asks. */
final class SavedPipelineScorer {
  private SavedPipelineScorer() {}

  /** Arguments: the saved pipeline, the rows to score, where to write them scored. */
  public static void main(String[] args) {
    Dataset<Row> rows = SharedSpark.get().read().parquet(args[1]);
    PipelineModel.load(args[0]).transform(rows).write().parquet(args[2]);
  }
}
