package io.sparkdeepfm.persist;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Tells files that a save wrote from a user's, so that only the former are ever replaced. */
public final class ForeignFiles {
  /** How Spark's writers, ours among them, name files; the rest are Databricks' commit markers. */
  private static final String NAME = "(part-\\d+\\S*|_SUCCESS|_started_\\d+|_committed_\\d+)";

  /** Relative paths that a saved stage or pipeline has, and what {@code train} adds. */
  private static final Pattern STAGE =
      Pattern.compile(
          "([^/]+/)+"
              + NAME
              + "|([^/]+/)*summary\\.json|fields\\.json|history\\.json|report\\.html|_spark-deepfm\\.json");

  /** What a save of a model that was cut short may leave. */
  private static final Pattern UNFINISHED_MODEL =
      Pattern.compile("(metadata|embeddings|dense)/" + NAME + "|summary\\.json");

  private ForeignFiles() {}

  /**
   * The first file of a directory, by name, that is not of those meant, or null. Checksum files
   * {@code .NAME.crc} count as the file that they belong to; a file in the directory's place is
   * itself the answer.
   *
   * @param isMeant asked for each file's path relative to the directory
   */
  public static Path firstOther(FileSystem files, Path directory, Predicate<String> isMeant)
      throws IOException {
    return files.getFileStatus(directory).isFile()
        ? directory
        : firstOther(files, directory, "", isMeant);
  }

  private static Path firstOther(
      FileSystem files, Path directory, String prefix, Predicate<String> isMeant)
      throws IOException {
    FileStatus[] children = files.listStatus(directory);
    Arrays.sort(children, Comparator.comparing(FileStatus::getPath));
    for (FileStatus child : children) {
      String name = child.getPath().getName();
      if (!child.isDirectory()) {
        if (!isMeant.test(prefix + name.replaceFirst("^\\.(.+)\\.crc$", "$1"))) {
          return child.getPath();
        }
      } else {
        Path other = firstOther(files, child.getPath(), prefix + name + "/", isMeant);
        if (other != null) {
          return other;
        }
      }
    }
    return null;
  }

  /**
   * The first file of a directory that no save of a stage writes, or null where all of it may be
   * replaced by another stage: a saved ML stage, an empty directory, or what a save of a model that
   * was cut short left.
   */
  public static Path firstForeign(FileSystem files, Path directory) throws IOException {
    Pattern known = className(files, directory) == null ? UNFINISHED_MODEL : STAGE;
    return firstOther(files, directory, name -> known.matcher(name).matches());
  }

  /** True for a saved PipelineModel with a stage of this library. */
  public static boolean isOurPipeline(FileSystem files, Path directory) throws IOException {
    if (!"org.apache.spark.ml.PipelineModel".equals(className(files, directory))) {
      return false;
    }
    for (FileStatus stage : files.listStatus(new Path(directory, "stages"))) {
      String name = className(files, stage.getPath());
      if (name != null && name.startsWith("io.sparkdeepfm.")) {
        return true;
      }
    }
    return false;
  }

  /** The class in the metadata of a saved stage, or null where there is no such metadata. */
  private static String className(FileSystem files, Path directory) throws IOException {
    try {
      if (!files.exists(new Path(directory, SparkMetadata.DIRECTORY))) {
        return null;
      }
      Path file = SparkMetadata.find(files, directory);
      return SparkMetadata.parse(SparkMetadata.read(files, file), file).className();
    } catch (FileNotFoundException | IllegalArgumentException e) {
      return null;
    }
  }
}
