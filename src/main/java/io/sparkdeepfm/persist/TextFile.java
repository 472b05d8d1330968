package io.sparkdeepfm.persist;

import io.sparkdeepfm.data.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A small text file on any file system that Hadoop knows. */
public final class TextFile {
  /** What is read of a file at most, in MiB: what stands beside a model's tables is far smaller. */
  static final int MAX_MIB = 64;

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
      throw Refusal.of("%s needs a path, but got '%s'; name a file.", what, location);
    }
    try {
      Path path = new Path(location);
      FileSystem files = path.getFileSystem(configuration);
      if (files.exists(path) && files.getFileStatus(path).isDirectory()) {
        throw Refusal.of(
            "%s cannot be written to %s, which is a directory; name a file in it.", what, location);
      }
      write(files, path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(
          String.format("%s cannot be written to %s (%s).", what, location, CorruptModel.reason(e)),
          e);
    }
  }

  /** Writes a file in UTF-8, in place of one that is there. */
  public static void write(FileSystem files, Path file, String text) throws IOException {
    try (FSDataOutputStream out = files.create(file, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * All of a file in UTF-8.
   *
   * @throws IOException also if it is larger than {@value #MAX_MIB} MiB
   */
  public static String read(FileSystem files, Path file) throws IOException {
    try (FSDataInputStream in = files.open(file)) {
      byte[] bytes = in.readNBytes((MAX_MIB << 20) + 1);
      if (bytes.length > MAX_MIB << 20) {
        throw new IOException(String.format("it is larger than %d MiB", MAX_MIB));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
