package io.sparkdeepfm.checkpoint;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sparkdeepfm.data.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A finished checkpoint: a directory of {@link StateOutput} files, and {@code manifest.json}, which
 * was written last and lists them with lengths and checksums.
 */
public final class Checkpoint {
  static final String MANIFEST = "manifest.json";
  static final int FORMAT_VERSION = 2;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .build();

  private final FileSystem files;
  private final Path path;
  private final Manifest manifest;

  private Checkpoint(FileSystem files, Path path, Manifest manifest) {
    this.files = files;
    this.path = path;
    this.manifest = manifest;
  }

  /** The components are the keys of manifest.json. */
  record Manifest(int formatVersion, TrainingIdentity training, List<Listed> files) {
    static byte[] json(TrainingIdentity training, List<SavedFile> files) throws IOException {
      List<Listed> listed =
          files.stream()
              .map(f -> new Listed(f.name(), f.length(), Long.toHexString(f.crc())))
              .toList();
      return MAPPER
          .writerWithDefaultPrettyPrinter()
          .writeValueAsBytes(new Manifest(FORMAT_VERSION, training, listed));
    }
  }

  /** A file in the manifest. */
  record Listed(String name, long length, String crc32c) {
    SavedFile file() {
      return new SavedFile(name, length, Long.parseLong(crc32c, 16));
    }
  }

  /**
   * Opens a checkpoint, whose files must be there with their lengths; their bytes are checked when
   * they are read.
   *
   * @throws IOException if it is not whole
   */
  static Checkpoint open(FileSystem files, Path path) throws IOException {
    Manifest manifest;
    try (InputStream in = files.open(new Path(path, MANIFEST))) {
      manifest = MAPPER.readValue(in, Manifest.class);
    }
    if (manifest.formatVersion() != FORMAT_VERSION) {
      throw Refusal.of(
          "Checkpoint %s has format version %d, but this release reads %d; go on with the"
              + " release that wrote it, or name another checkpointDir.",
          path, manifest.formatVersion(), FORMAT_VERSION);
    }
    for (Listed file : manifest.files()) {
      long length = files.getFileStatus(new Path(path, file.name())).getLen();
      if (length != file.length()) {
        throw new IOException(
            String.format(
                "file %s has %d bytes instead of %d", file.name(), length, file.length()));
      }
    }
    return new Checkpoint(files, path, manifest);
  }

  public String path() {
    return path.toString();
  }

  /** Of the training that wrote it. */
  public TrainingIdentity training() {
    return manifest.training();
  }

  /**
   * @throws IllegalArgumentException if the checkpoint has no such file
   */
  public SavedFile file(String name) {
    return manifest.files().stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow(() -> damaged(name, new IOException("it is not in the manifest")))
        .file();
  }

  /** Reads a file of the checkpoint. */
  public interface Reading<T> {
    T read(StateInput in) throws IOException;
  }

  /**
   * Reads a whole file.
   *
   * @throws IllegalArgumentException if it is damaged
   */
  public <T> T read(String name, Reading<T> reading) {
    try (StateInput in = new StateInput(files, path, file(name))) {
      T result = reading.read(in);
      in.finish();
      return result;
    } catch (IOException e) {
      throw damaged(name, e);
    }
  }

  /** What to say of a damaged file. */
  public IllegalArgumentException damaged(String name, IOException cause) {
    return damaged(name, String.valueOf(cause.getMessage()));
  }

  /** Likewise, where the file was read elsewhere. */
  public IllegalArgumentException damaged(String name, String reason) {
    return Refusal.of(
        "File %s of checkpoint %s cannot be read (%s); delete that directory to go on from the"
            + " checkpoint before it.",
        name, path, reason);
  }
}
