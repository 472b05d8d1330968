package io.sparkdeepfm.persist;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkdeepfm.data.Refusal;
import java.io.IOException;
import java.util.Locale;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.sql.SparkSession;

/**
 * Loads saved pipelines, also those that a client of Spark Connect saved: Python writes their
 * metadata there, with the name of its own class, which Spark's loader does not take.
 */
public final class SavedPipeline {
  static final String OF_PYTHON = "pyspark.ml.pipeline.PipelineModel";

  private SavedPipeline() {}

  /**
   * Loads whatever stages the pipeline has; {@link SafePipeline} looks at them first.
   *
   * @throws IllegalArgumentException if there is no pipeline or it cannot be read
   */
  public static PipelineModel load(String path) {
    SparkSession session = SparkSession.active();
    Path directory = new Path(path);
    try {
      FileSystem files = directory.getFileSystem(session.sparkContext().hadoopConfiguration());
      if (!StageDocument.read(files, directory).className().equals(OF_PYTHON)) {
        return PipelineModel.load(path);
      }
      return (PipelineModel) load(files, files.makeQualified(directory), session);
    } catch (IOException e) {
      throw Refusal.because(e, "'%s' cannot be read: %s.", path, CorruptModel.reason(e));
    }
  }

  /**
   * Any saved stage.
   *
   * @throws IOException if its metadata cannot be read; Scala's own loaders throw others,
   *     undeclared
   */
  @SuppressWarnings("deprecation") // Spark 4 takes a session, which Spark 3.5 does not
  static Object load(FileSystem files, Path directory, SparkSession session) throws IOException {
    StageDocument saved = StageDocument.read(files, directory);
    if (!saved.className().equals(OF_PYTHON)) {
      return DefaultParamsReader$.MODULE$.loadParamsInstance(
          directory.toString(), session.sparkContext());
    }
    JsonNode uids = saved.stageUids();
    Transformer[] stages = new Transformer[uids.size()];
    for (int i = 0; i < stages.length; i++) {
      Path place = stagePath(directory, uids, i);
      if (!(load(files, place, session) instanceof Transformer stage)) {
        throw CorruptModel.at(place, "is no fitted stage");
      }
      stages[i] = stage;
    }
    return new PipelineModel(saved.uid(), stages);
  }

  /** Where a pipeline has the stage with a number. */
  static Path stagePath(Path pipeline, JsonNode uids, int number) {
    int digits = Integer.toString(uids.size()).length();
    String place =
        String.format(Locale.ROOT, "%0" + digits + "d_%s", number, uids.get(number).asText());
    return new Path(new Path(pipeline, "stages"), place);
  }
}
