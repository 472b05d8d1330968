package io.sparkdeepfm.export;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.serving.RowFormat;
import io.sparkdeepfm.serving.ServingFile;
import io.sparkdeepfm.serving.ServingModel;
import io.sparkdeepfm.serving.onnx.OnnxModel;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PredictionModel;
import org.apache.spark.ml.Transformer;

/** Writes a model and the stages before it to one file, which appears whole or not at all. */
public final class ServingExport {
  private ServingExport() {}

  /**
   * A model with how its fields are made.
   *
   * @param parameters of the model, not copied
   * @param stages the fitted PipelineModel that the model is part of, or the stages before it
   * @throws IllegalArgumentException if a stage is of a kind that is not scored outside Spark, or
   *     the stages are not those of the model
   */
  public static ServingModel of(
      PredictionModel<?, ?> model,
      DeepFMConfig config,
      DeepFMParameters parameters,
      Transformer stages) {
    return new ServingModel(config, parameters, FieldSources.of(model, config.schema(), stages));
  }

  /** What a format writes of a model. */
  public interface Format {
    void write(ServingModel model, OutputStream target) throws IOException;
  }

  /**
   * Writes the file that {@code io.sparkdeepfm.serving.Scorer} opens, and refuses to replace one.
   *
   * @param rows how embedding rows are stored
   */
  public static void write(ServingModel model, RowFormat rows, String path, Configuration hadoop) {
    write(
        model, path, (written, target) -> ServingFile.write(written, rows, target), false, hadoop);
  }

  /**
   * Writes an ONNX file, and refuses to replace one.
   *
   * @param lists columns that are arrays or maps; texts and delimited strings are known
   */
  public static void writeOnnx(
      ServingModel model, List<String> lists, String path, Configuration hadoop) {
    write(
        model,
        path,
        (written, target) -> OnnxModel.write(written, Set.copyOf(lists), target),
        false,
        hadoop);
  }

  /**
   * Writes a file of a format.
   *
   * @param path on any file system that Hadoop knows
   * @param overwrite whether a file at the path is replaced
   * @throws IllegalArgumentException if there is one that is not to be replaced, or a directory
   */
  public static void write(
      ServingModel model, String path, Format format, boolean overwrite, Configuration hadoop) {
    try {
      Path target = new Path(path);
      FileSystem files = files(target, hadoop);
      requireFree(target, overwrite, files);
      Path hidden =
          new Path(
              target.getParent() == null ? new Path(".") : target.getParent(),
              "." + target.getName() + "-" + UUID.randomUUID());
      try {
        try (OutputStream out = new BufferedOutputStream(files.create(hidden, false))) {
          format.write(model, out);
        }
        requireFree(target, overwrite, files);
        replace(hidden, target, files);
      } finally {
        files.delete(hidden, false);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("'" + path + "' cannot be written: " + e.getMessage(), e);
    }
  }

  /** Without the files of checksums that Hadoop writes beside those on a local disk. */
  private static FileSystem files(Path target, Configuration hadoop) throws IOException {
    FileSystem files = target.getFileSystem(hadoop);
    return files instanceof LocalFileSystem local ? local.getRawFileSystem() : files;
  }

  /**
   * Does nothing if a file can be written there.
   *
   * @param overwrite whether an exported model at the path may be replaced; other files never are
   * @throws IllegalArgumentException if not
   */
  public static void requireFree(String path, boolean overwrite, Configuration hadoop) {
    try {
      Path target = new Path(path);
      requireFree(target, overwrite, files(target, hadoop));
    } catch (IOException e) {
      throw new UncheckedIOException("'" + path + "' cannot be written: " + e.getMessage(), e);
    }
  }

  private static void requireFree(Path target, boolean overwrite, FileSystem files)
      throws IOException {
    try {
      boolean isDirectory = files.getFileStatus(target).isDirectory();
      if (isDirectory || !overwrite || !isExported(target, files)) {
        throw Refusal.of(
            "'%s' is there already%s.",
            target,
            isDirectory
                ? " and is a directory; name a file in it"
                : overwrite
                    ? " and is no exported model; name another file"
                    : "; name another file, or say that it may be replaced");
      }
    } catch (FileNotFoundException e) {
      return; // free
    }
  }

  private static boolean isExported(Path file, FileSystem files) throws IOException {
    try (InputStream in = files.open(file)) {
      byte[] head = in.readNBytes(64);
      return ServingFile.beginsAs(head) || OnnxModel.beginsAs(head);
    }
  }

  /**
   * A local disk replaces a file in one step. On others there is a moment without one, and the old
   * file comes back where the new one cannot be put in its place.
   */
  private static void replace(Path hidden, Path target, FileSystem files) throws IOException {
    boolean inOneStep = "file".equals(files.getUri().getScheme());
    Path aside = new Path(hidden.getParent(), hidden.getName() + ".replaced");
    boolean isAside = !inOneStep && files.exists(target) && files.rename(target, aside);
    boolean isDone = false;
    try {
      isDone = files.rename(hidden, target);
    } finally {
      if (isAside && !isDone) {
        files.rename(aside, target);
      }
    }
    if (!isDone) {
      throw new IOException("the file system did not rename '" + hidden + "'");
    }
    if (isAside) {
      files.delete(aside, false);
    }
  }
}
