package io.sparkdeepfm.cli.input;

import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.data.Refusal;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.DataFrameReader;

/**
 * An input as the user names it and as Spark's readers take it. What is there under exactly that
 * name is meant, even if the name has characters of a glob; and of {@code table/day=*} or {@code
 * table/day=01} the {@code day} is a column, as it is of {@code table}.
 *
 * @param path for Spark's readers
 * @param base directory below which {@code name=value} directories are columns; null where Spark is
 *     to find it
 */
public record InputPath(String given, String path, String base) {

  /**
   * @throws IllegalArgumentException if nothing is there
   */
  static InputPath of(String given, Configuration hadoop) {
    Path pattern = path("Input", given);
    try {
      FileSystem files = pattern.getFileSystem(hadoop);
      boolean isLiteral = files.exists(pattern);
      FileStatus[] found = isLiteral ? null : files.globStatus(pattern);
      if (!isLiteral && (found == null || found.length == 0)) {
        throw Refusal.of("Input '%s' does not exist.", given);
      }
      if (pattern.getName().indexOf(':') >= 0 && isLocalFile(files, pattern)) {
        throw Refusal.of(
            "Input '%s' has a colon in its name, which Hadoop cannot open; rename the file.",
            given);
      }
      Path whole = files.makeQualified(pattern);
      String path = whole.toString();
      return new InputPath(given, isLiteral ? escaped(path) : path, base(whole));
    } catch (IOException e) {
      throw Refusal.because(
          e, "Input '%s' cannot be opened: %s", given, Sentence.of(Sentence.root(e)));
    }
  }

  private static boolean isLocalFile(FileSystem files, Path path) throws IOException {
    return files.getUri().getScheme().equals("file") && files.getFileStatus(path).isFile();
  }

  private static String escaped(String path) {
    return path.replaceAll("[\\\\*?\\[\\]{}]", "\\\\$0");
  }

  private static String base(Path path) {
    Path base = path;
    while (base.getName().contains("=")) {
      base = base.getParent();
    }
    return base.equals(path) ? null : escaped(base.toString());
  }

  DataFrameReader on(DataFrameReader reader) {
    return base == null ? reader : reader.option("basePath", base);
  }

  /** A name for messages. */
  @Override
  public String toString() {
    return String.format("Input '%s'", given);
  }

  /** The paths of a Dataset's files, in order of their names. */
  static List<Path> files(String... inputFiles) {
    return Arrays.stream(inputFiles).sorted().map(file -> new Path(URI.create(file))).toList();
  }

  /** The names of the {@code name=value} directories that a file of this input lies in. */
  List<String> partitionColumns(Path file) {
    int depth = new Path(base == null ? path : base).depth();
    List<String> names = new ArrayList<>();
    for (Path parent = file.getParent(); parent.depth() > depth; parent = parent.getParent()) {
      int equals = parent.getName().indexOf('=');
      if (equals > 0) {
        names.add(0, parent.getName().substring(0, equals));
      }
    }
    return names;
  }

  /**
   * A path as the user wrote it; names with a colon are no addresses.
   *
   * @param option that names it
   * @throws IllegalArgumentException if the text is empty
   */
  public static Path path(String option, String given) {
    if (given.isBlank()) {
      throw Refusal.of("%s '%s' is not a path; name a file or directory.", option, given);
    }
    try {
      return new Path(given);
    } catch (IllegalArgumentException e) {
      return new Path(null, null, given); // a name with a colon, which is no address
    }
  }
}
