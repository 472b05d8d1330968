package io.sparkdeepfm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdeepfm.persist.ForeignFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The file {@value #NAME} in a directory that a command wrote: which command, and all files, by
 * their paths relative to the directory. Readers of Parquet skip it for its underscore.
 */
record Marker(String command, List<String> files) {
  static final String NAME = "_spark-deepfm.json";

  private static final ObjectMapper JSON = new ObjectMapper();

  Marker {
    files = files == null ? List.of() : List.copyOf(files);
  }

  /** Marks a finished directory as what a command wrote. */
  static void write(FileSystem files, Path directory, String command) throws IOException {
    List<String> names = new ArrayList<>();
    ForeignFiles.firstOther(files, directory, names::add); // adding is always true: none is other
    try (FSDataOutputStream out = files.create(new Path(directory, NAME))) {
      String text = JSON.writeValueAsString(new Marker(command, names)) + "\n";
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** The marker of a directory, or null if it has none that can be read. */
  static Marker read(FileSystem files, Path directory) throws IOException {
    Path file = new Path(directory, NAME);
    if (!files.exists(file)) {
      return null;
    }
    try (FSDataInputStream in = files.open(file)) {
      return JSON.readValue(new String(in.readAllBytes(), StandardCharsets.UTF_8), Marker.class);
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
