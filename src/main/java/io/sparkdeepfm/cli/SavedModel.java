package io.sparkdeepfm.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
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

  /**
   * @param options whose --fields, if given, holds instead of the saved one
   * @throws IllegalArgumentException if there is no model, or it cannot be loaded
   */
  static SavedModel load(SparkSession spark, String directory, InputOptions options) {
    Path path = new Path(directory);
    try {
      FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
      if (!files.exists(path)) {
        throw new IllegalArgumentException(
            String.format("--model '%s' does not exist.", directory));
      }
      return new SavedModel(pipeline(directory), fields(files, path, options));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          String.format(
              "--model '%s' cannot be read: %s", directory, Sentence.of(Sentence.root(e))),
          e);
    }
  }

  private static PipelineModel pipeline(String directory) {
    try {
      return PipelineModel.load(directory);
    } catch (Exception e) {
      String known = UserMistake.in(e);
      throw new IllegalArgumentException(
          String.format(
              "--model '%s' cannot be loaded: %s",
              directory, known == null ? Sentence.of(Sentence.root(e)) : known),
          e);
    }
  }

  private static List<FieldSpec> fields(FileSystem files, Path model, InputOptions options)
      throws IOException {
    if (options.format == Format.LIBSVM) {
      return List.of();
    }
    if (options.fields != null) {
      return FieldsFile.read(options.fields).fieldsOf(options.format);
    }
    Path file = new Path(model, FIELDS_FILE);
    if (!files.exists(file)) {
      throw new IllegalArgumentException(
          String.format("--model '%s' has no %s; name one with --fields.", model, FIELDS_FILE));
    }
    try (FSDataInputStream in = files.open(file)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return FieldsFile.parse(file.toString(), text).fieldsOf(options.format);
    }
  }
}
