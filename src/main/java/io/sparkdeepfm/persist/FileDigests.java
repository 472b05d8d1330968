package io.sparkdeepfm.persist;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a saved stage's metadata says of its files, so that a damaged, swapped or added one is
 * noticed before it is read. Two keys end the metadata's one line:
 *
 * <pre>
 * files    {PATH: {bytes, sha256}} of every file below the stage's directory but the metadata and
 *          those whose names begin with _ or .; the paths are relative to it
 * sha256   of the line's UTF-8 bytes before the comma in front of this key
 * </pre>
 *
 * <p>Stages saved by releases before 0.2 have neither key and are not checked; one of the two
 * without the other is damage. Digests tell of accidents: whoever can write to the directory can
 * write them, too.
 */
public final class FileDigests {
  private static final String FILES = "files";
  private static final String SHA256 = "sha256";

  private static final Pattern END = Pattern.compile(",\"sha256\":\"([0-9a-f]{64})\"\\}");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BUFFER = 1 << 16;

  private FileDigests() {}

  /** What is known of a file; the components are the JSON keys. */
  private record Known(long bytes, String sha256) {}

  /** SHA-256 of a file as 64 hexadecimal digits. */
  public static String of(FileSystem files, Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = files.open(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(sha256().digest(bytes));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /**
   * A stage's metadata with the two keys.
   *
   * @param json one object on one line
   * @param directory where all other files of the stage are by now
   */
  static String addTo(String json, FileSystem files, Path directory) throws IOException {
    // Files are read side by side: on one core a gigabyte takes seconds.
    Map<String, Known> known =
        listed(files, directory).entrySet().parallelStream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    entry -> known(files, entry.getValue()),
                    (one, same) -> one,
                    TreeMap::new));
    String open = json.substring(0, json.lastIndexOf('}'));
    String line = open + ",\"" + FILES + "\":" + JSON.writeValueAsString(known);
    return line + ",\"" + SHA256 + "\":\"" + of(line) + "\"}";
  }

  private static Known known(FileSystem files, FileStatus status) {
    try {
      return new Known(status.getLen(), of(files, status.getPath()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Checks a stage's metadata, then its other files.
   *
   * @param json the metadata, read from {@code file}
   * @throws IllegalArgumentException if something is not as it was saved
   */
  static void check(String json, Path file, FileSystem files, Path directory) {
    Map<String, Known> known = known(json, file);
    if (known == null) {
      return;
    }
    try {
      Map<String, FileStatus> found = listed(files, directory);
      requireNoOthers(known, found, file, directory);
      // Threads of the pool would wrap what they throw.
      List<IllegalArgumentException> problems =
          known.entrySet().parallelStream()
              .map(entry -> problem(files, directory, entry, found.get(entry.getKey())))
              .filter(Objects::nonNull)
              .toList();
      if (!problems.isEmpty()) {
        throw problems.get(0);
      }
    } catch (IOException e) {
      throw CorruptModel.unreadable(directory, e);
    }
  }

  /** A file that stands among those of a table would be read with them. */
  private static void requireNoOthers(
      Map<String, Known> known, Map<String, FileStatus> found, Path file, Path directory) {
    Set<String> tables = known.keySet().stream().map(FileDigests::table).collect(toSet());
    for (String name : found.keySet()) {
      if (!known.containsKey(name) && !table(name).isEmpty() && tables.contains(table(name))) {
        throw CorruptModel.at(
            new Path(directory, name), "is not among the files that %s lists", file);
      }
    }
  }

  /** The first directory of a relative path; empty for a file beside the tables. */
  private static String table(String name) {
    return name.substring(0, Math.max(0, name.indexOf('/')));
  }

  /** What is wrong with a file that was saved, or null. */
  private static IllegalArgumentException problem(
      FileSystem files, Path directory, Map.Entry<String, Known> entry, FileStatus status) {
    Path path = status == null ? new Path(directory, entry.getKey()) : status.getPath();
    Known known = entry.getValue();
    if (status == null) {
      return CorruptModel.at(path, "is missing");
    }
    if (status.getLen() != known.bytes) {
      return CorruptModel.at(path, "has %d bytes, but %d were saved", status.getLen(), known.bytes);
    }
    try {
      return of(files, path).equals(known.sha256)
          ? null
          : CorruptModel.at(path, "is not the file that was saved (its SHA-256 differs)");
    } catch (IOException e) {
      return CorruptModel.unreadable(path, e);
    }
  }

  /** The files that the metadata lists, or null where there is none of both keys. */
  private static Map<String, Known> known(String json, Path file) {
    JsonNode root = tree(json, file);
    JsonNode list = root.get(FILES);
    JsonNode digest = root.get(SHA256);
    if (list == null && digest == null) {
      return null;
    }
    if (list == null || digest == null) {
      throw CorruptModel.at(
          file,
          "has no '%s', which goes with '%s'",
          list == null ? FILES : SHA256,
          list == null ? SHA256 : FILES);
    }
    int end = json.lastIndexOf(",\"" + SHA256 + "\":");
    Matcher matcher = END.matcher(end < 0 ? "" : json.substring(end));
    if (!matcher.matches() || !of(json.substring(0, end)).equals(matcher.group(1))) {
      throw CorruptModel.at(file, "is not as it was saved (its SHA-256 differs)");
    }
    try {
      return JSON.readerForMapOf(Known.class).readValue(list);
    } catch (IOException e) {
      throw CorruptModel.because(e, file, "has '%s' of another form", FILES);
    }
  }

  private static JsonNode tree(String json, Path file) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw CorruptModel.because(
          e, file, "cannot be read (%s)", e.getOriginalMessage().lines().findFirst().orElse(""));
    }
  }

  /** A stage's files by relative path, without its metadata and what begins with _ or a dot. */
  private static Map<String, FileStatus> listed(FileSystem files, Path directory)
      throws IOException {
    Map<String, FileStatus> found = new TreeMap<>();
    if (!files.exists(directory)) { // a stage without tables that is being saved
      return found;
    }
    for (FileStatus child : files.listStatus(directory)) {
      if (!child.getPath().getName().equals(SparkMetadata.DIRECTORY)) {
        list(files, child, child.getPath().getName(), found);
      }
    }
    return found;
  }

  private static void list(
      FileSystem files, FileStatus status, String name, Map<String, FileStatus> found)
      throws IOException {
    String last = status.getPath().getName();
    if (last.startsWith("_") || last.startsWith(".")) {
      return;
    }
    if (!status.isDirectory()) {
      found.put(name, status);
      return;
    }
    for (FileStatus child : files.listStatus(status.getPath())) {
      list(files, child, name + "/" + child.getPath().getName(), found);
    }
  }
}
