package io.sparkdeepfm.persist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A small text file on any file system that Hadoop knows. */
public final class TextFile {
  private TextFile() {}

  /**
   * Writes a file in UTF-8; one that is there already is replaced, missing directories are made.
   *
   * @param what the file is, for messages
   * @throws IllegalArgumentException if the location is a directory or no path
   * @throws UncheckedIOException if the file cannot be written
   */
  public static void write(String what, String location, String text, Configuration configuration) {
    if (location == null || location.isBlank()) {
      throw new IllegalArgumentException(
          String.format("%s needs a path, but got '%s'; name a file.", what, location));
    }
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(configuration);
      if (files.exists(path) && files.getFileStatus(path).isDirectory()) {
        throw new IllegalArgumentException(
            String.format(
                "%s cannot be written to %s, which is a directory; name a file in it.",
                what, location));
      }
      try (FSDataOutputStream out = files.create(path, true)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          String.format("%s cannot be written to %s (%s).", what, location, CorruptModel.reason(e)),
          e);
    }
  }
}
