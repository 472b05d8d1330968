package io.sparkdeepfm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.persist.FileDigests;
import io.sparkdeepfm.persist.ForeignFiles;
import io.sparkdeepfm.persist.TextFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** What a command writes, and so what it alone may replace. */
class OutputKind {
  /** A directory without a {@link Marker} may be of an earlier release. */
  static final OutputKind MODEL =
      new OutputKind("train") {
        @Override
        Path firstForeignUnmarked(FileSystem files, Path directory) throws IOException {
          return ForeignFiles.isOurPipeline(files, directory)
              ? ForeignFiles.firstForeign(files, directory)
              : super.firstForeignUnmarked(files, directory);
        }
      };

  static final OutputKind SCORES = new OutputKind("score");

  private final String command;

  OutputKind(String command) {
    this.command = command;
  }

  /** Says in a finished directory that the command wrote it. */
  void mark(FileSystem files, Path directory) throws IOException {
    Marker.write(files, directory, command);
  }

  /**
   * Why a directory, or file, may not be replaced, as the end of a sentence; or null if it may.
   *
   * @param existing path of something that is there
   */
  String obstacle(FileSystem files, Path existing) throws IOException {
    Marker marker = files.getFileStatus(existing).isFile() ? null : Marker.read(files, existing);
    if (marker != null && !command.equals(marker.command())) {
      return String.format(
          "was written by %s rather than %s; name another directory", marker.command(), command);
    }
    Path foreign =
        marker == null
            ? firstForeignUnmarked(files, existing)
            : firstForeign(files, existing, marker);
    return foreign == null
        ? null
        : String.format(
            "has '%s', which %s did not write; name another directory or move that away",
            foreign.toUri().getPath(), command);
  }

  private static Path firstForeign(FileSystem files, Path directory, Marker marker)
      throws IOException {
    Set<String> written = Set.copyOf(marker.files());
    return ForeignFiles.firstOther(
        files, directory, name -> written.contains(name) || name.equals(Marker.NAME));
  }

  /** The first file that the command cannot be known to have written, or null. */
  Path firstForeignUnmarked(FileSystem files, Path existing) throws IOException {
    return ForeignFiles.firstOther(files, existing, none -> false);
  }

  /**
   * The file {@value #NAME} in a directory that a command wrote: which command, all files, by their
   * paths relative to the directory, and the SHA-256 of those that decide what a model computes:
   * the metadata of its stages, which know their tables', and fields.json. Readers of Parquet skip
   * it for its underscore.
   */
  record Marker(String command, List<String> files, Map<String, String> sha256) {
    static final String NAME = "_spark-deepfm.json";

    private static final Pattern SEALED =
        Pattern.compile("(.*/)?metadata/part-[^/]*|fields\\.json");

    private static final ObjectMapper JSON = new ObjectMapper();

    Marker {
      files = files == null ? List.of() : List.copyOf(files);
      sha256 = sha256 == null ? Map.of() : Map.copyOf(sha256);
    }

    /** Marks a finished directory as what a command wrote. */
    static void write(FileSystem files, Path directory, String command) throws IOException {
      List<String> names = new ArrayList<>();
      ForeignFiles.firstOther(files, directory, names::add); // adding is always true: none is other
      Map<String, String> sha256 = new TreeMap<>();
      for (String name : names) {
        if (SEALED.matcher(name).matches()) {
          sha256.put(name, FileDigests.of(files, new Path(directory, name)));
        }
      }
      String text = JSON.writeValueAsString(new Marker(command, names, sha256)) + "\n";
      TextFile.write(files, new Path(directory, NAME), text);
    }

    /**
     * Checks a directory that has a marker against it.
     *
     * @param name of the directory in messages
     * @param isRead whether a file, by its relative path, will be read
     * @throws IllegalArgumentException if a file is not as it was written
     */
    static void verify(String name, FileSystem files, Path directory, Predicate<String> isRead)
        throws IOException {
      Marker marker = files.getFileStatus(directory).isFile() ? null : read(files, directory);
      if (marker == null) {
        return;
      }
      for (Map.Entry<String, String> entry : new TreeMap<>(marker.sha256).entrySet()) {
        Path file = new Path(directory, entry.getKey());
        if (isRead.test(entry.getKey())
            && !(files.exists(file) && FileDigests.of(files, file).equals(entry.getValue()))) {
          throw Refusal.of(
              "%s is not as %s wrote it: its '%s' is missing or was changed; copy it again%s.",
              name,
              marker.command,
              entry.getKey(),
              entry.getKey().equals(SavedModel.FIELDS_FILE)
                  ? ", or name a fields.json of your own with --fields"
                  : "");
        }
      }
    }

    /** The marker of a directory, or null if it has none that can be read. */
    static Marker read(FileSystem files, Path directory) throws IOException {
      Path file = new Path(directory, NAME);
      try {
        return files.exists(file) ? JSON.readValue(TextFile.read(files, file), Marker.class) : null;
      } catch (JsonProcessingException e) {
        return null;
      }
    }
  }
}
