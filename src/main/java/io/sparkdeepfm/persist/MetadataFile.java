package io.sparkdeepfm.persist;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The one line of JSON in {@code metadata/part-00000}, where Spark's readers look for it. */
final class MetadataFile {
  static final String DIRECTORY = "metadata";

  private static final String FILE = "part-00000";

  private MetadataFile() {}

  static void write(FileSystem files, Path model, String json) throws IOException {
    Path file = new Path(new Path(model, DIRECTORY), FILE);
    try (FSDataOutputStream out = files.create(file, false)) {
      out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
    }
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
      return file.orElseThrow(
              () -> CorruptModel.at(directory, String.format("has no file %s", FILE)))
          .getPath();
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          String.format(
              "%s is not a saved model, for it has no %s/; the path is wrong or the save did not"
                  + " finish.",
              model, DIRECTORY),
          e);
    } catch (IOException e) {
      throw CorruptModel.unreadable(directory, e);
    }
  }

  static String read(FileSystem files, Path file) {
    try (FSDataInputStream in = files.open(file)) {
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (json.isBlank()) {
        throw CorruptModel.at(file, "is empty");
      }
      return json;
    } catch (IOException e) {
      throw CorruptModel.unreadable(file, e);
    }
  }
}
