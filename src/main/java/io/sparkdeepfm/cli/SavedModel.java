package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.OutputKind.Marker;
import io.sparkdeepfm.cli.input.FieldSpec;
import io.sparkdeepfm.cli.input.InputOptions;
import io.sparkdeepfm.cli.input.InputOptions.Format;
import io.sparkdeepfm.cli.input.UserMistake;
import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.persist.SavedPipeline;
import io.sparkdeepfm.persist.TextFile;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;

/**
 * A directory that {@code train} wrote: a Spark ML PipelineModel, and beside its own files the
 * fields.json that it was trained with.
 */
record SavedModel(PipelineModel pipeline, List<FieldSpec> fields) {
  static final String FIELDS_FILE = "fields.json";
  private static final String MODEL = "--model";

  /**
   * @param options whose --fields, if given, holds instead of the saved one
   * @throws IllegalArgumentException if there is no model, or it cannot be loaded
   */
  static SavedModel load(
      SparkSession spark, String directory, InputOptions options, StageOptions stages) {
    FieldsFile given = options.fields == null ? null : FieldsFile.read(options.fields);
    return load(spark, MODEL, directory, options.format, given, stages);
  }

  /**
   * @param option the command's option that names the directory
   * @param format of the rows to read, which implies some of what the fields do not say
   * @param given holds instead of the saved fields.json; null for that
   * @param stages which are accepted
   * @throws IllegalArgumentException if there is no model, it has a stage that is not accepted, is
   *     not as train wrote it, or cannot be loaded
   */
  static SavedModel load(
      SparkSession spark,
      String option,
      String directory,
      Format format,
      FieldsFile given,
      StageOptions stages) {
    String name = String.format("%s '%s'", option, directory);
    Path path = new Path(directory);
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    try {
      FileSystem files = path.getFileSystem(hadoop);
      if (!files.exists(path)) {
        throw Refusal.of("%s does not exist.", name);
      }
      stages.check(name, directory, hadoop);
      boolean needsFields = given == null && format != Format.LIBSVM;
      Marker.verify(name, files, path, file -> needsFields || !file.equals(FIELDS_FILE));
      PipelineModel pipeline = pipeline(name, directory);
      if (format == Format.LIBSVM) {
        return new SavedModel(pipeline, List.of());
      }
      FieldsFile fields =
          given == null ? savedFields(name, option.equals(MODEL), files, path) : given;
      return new SavedModel(pipeline, fields.fieldsOf(format));
    } catch (IOException e) {
      throw Refusal.because(e, "%s cannot be read: %s", name, Sentence.of(Sentence.root(e)));
    }
  }

  private static PipelineModel pipeline(String name, String directory) {
    try {
      return SavedPipeline.load(directory);
    } catch (Exception e) {
      String known = UserMistake.in(e);
      throw Refusal.because(
          e,
          "%s cannot be loaded: %s",
          name,
          known == null ? Sentence.of(Sentence.root(e)) : known);
    }
  }

  /**
   * @param replaceable whether --fields can stand in
   */
  private static FieldsFile savedFields(
      String name, boolean replaceable, FileSystem files, Path model) throws IOException {
    Path file = new Path(model, FIELDS_FILE);
    if (!files.exists(file)) {
      throw Refusal.of(
          "%s has no %s, which train puts there; name %s.",
          name, FIELDS_FILE, replaceable ? "one with --fields" : "a directory of train's");
    }
    return FieldsFile.parse(file.toString(), TextFile.read(files, file));
  }
}
