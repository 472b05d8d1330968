package io.sparkdeepfm.persist;

import io.sparkdeepfm.data.Refusal;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import scala.Option;

/**
 * Spark's own part of a stage's metadata: class, uid, Params and defaults, Spark version; and the
 * one line of JSON in {@code metadata/part-00000}, where Spark's readers look for it.
 *
 * <p>Spark's helpers for it are {@code private[ml]} in Scala; calls to them stay in this package.
 * They throw checked exceptions that Scala does not declare.
 */
final class SparkMetadata {
  static final String DIRECTORY = "metadata";

  private static final String FILE = "part-00000";

  private final DefaultParamsReader.Metadata metadata;
  private final Path file;

  private SparkMetadata(DefaultParamsReader.Metadata metadata, Path file) {
    this.metadata = metadata;
    this.file = file;
  }

  /**
   * The metadata of a stage of ours; the files that it lists are checked.
   *
   * @param directory of the stage
   * @throws IllegalArgumentException if there is none, or something is not as it was saved
   */
  static SparkMetadata load(FileSystem files, Path directory) {
    Path file = find(files, directory);
    String json = read(files, file);
    FileDigests.check(json, file, files, directory);
    return parse(json, file);
  }

  /** The metadata of an instance as one line of JSON. */
  @SuppressWarnings("deprecation") // Spark 4 takes a session, which Spark 3.5 does not
  static String toJson(Params instance, SparkContext context) {
    return DefaultParamsWriter$.MODULE$.getMetadataToSave(
        instance, context, Option.empty(), Option.empty());
  }

  /**
   * @param file where the JSON was read, for messages
   * @throws IllegalArgumentException if one of Spark's keys is missing or of the wrong type
   */
  static SparkMetadata parse(String json, Path file) {
    try {
      String anyClass = "";
      return new SparkMetadata(DefaultParamsReader$.MODULE$.parseMetadata(json, anyClass), file);
    } catch (Exception e) {
      throw CorruptModel.unreadable(file, e);
    }
  }

  Path file() {
    return file;
  }

  String json() {
    return metadata.metadataJson();
  }

  String className() {
    return metadata.className();
  }

  String uid() {
    return metadata.uid();
  }

  void restoreParams(Params instance) {
    try {
      metadata.getAndSetParams(instance, Option.empty());
    } catch (Exception e) {
      throw Refusal.because(
          e,
          "%s has a Param that %s cannot take: %s",
          file,
          instance.getClass().getName(),
          CorruptModel.reason(e));
    }
  }

  /**
   * Writes the metadata with what {@link FileDigests} adds.
   *
   * @param directory where all other files of the stage are by now
   */
  static void write(FileSystem files, Path directory, String json) throws IOException {
    String line = FileDigests.addTo(json, files, directory);
    TextFile.write(files, new Path(new Path(directory, DIRECTORY), FILE), line + "\n");
  }

  /**
   * The file that holds the metadata.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Path find(FileSystem files, Path model) {
    Path directory = new Path(model, DIRECTORY);
    try {
      Optional<FileStatus> file =
          Arrays.stream(files.listStatus(directory))
              .filter(status -> status.isFile() && status.getPath().getName().startsWith("part-"))
              .min(Comparator.comparing(FileStatus::getPath));
      return file.orElseThrow(() -> CorruptModel.at(directory, "has no file %s", FILE)).getPath();
    } catch (FileNotFoundException e) {
      throw Refusal.because(
          e,
          "%s is not a saved model or stage, for it has no %s/; the path is wrong or the save did"
              + " not finish.",
          model,
          DIRECTORY);
    } catch (IOException e) {
      throw CorruptModel.unreadable(directory, e);
    }
  }

  /** The one line of a metadata file: Spark reads the first, whatever follows. */
  static String read(FileSystem files, Path file) {
    try {
      String json = TextFile.read(files, file).strip();
      if (json.isEmpty()) {
        throw CorruptModel.at(file, "is empty");
      }
      if (json.lines().count() > 1) {
        throw CorruptModel.at(file, "has more than one line");
      }
      return json;
    } catch (IOException e) {
      throw CorruptModel.unreadable(file, e);
    }
  }
}
