package io.sparkdeepfm.persist;

import io.sparkdeepfm.data.Refusal;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;

/**
 * A stage in one file on the driver's own disk, for the same release and process that wrote it.
 *
 * <p>Spark Connect's server, from 4.1 on, keeps such copies of its clients' models and drops those
 * from memory that are not used. The files of {@link ModelFiles} will not do for that: the
 * executors, which write them, may not have the driver's disk.
 */
final class LocalCopy {
  private static final String FILE = "stage";
  private static final ObjectInputFilter OURS =
      ObjectInputFilter.Config.createFilter(
          "io.sparkdeepfm.**;org.apache.spark.**;scala.**;java.**;!*");

  private LocalCopy() {}

  /**
   * Writes a stage into a directory, which is made.
   *
   * @throws IOException if that fails
   */
  static void write(Object stage, String directory) throws IOException {
    Path file = Files.createDirectories(Path.of(directory)).resolve(FILE);
    try (ObjectOutputStream out =
        new ObjectOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeObject(stage);
    }
  }

  /**
   * @throws IllegalArgumentException if there is no stage of this class in the directory
   */
  static <T> T read(Class<T> type, String directory) {
    Path file = Path.of(directory, FILE);
    try (ObjectInputStream in =
        new ObjectInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      in.setObjectInputFilter(OURS);
      return type.cast(in.readObject());
    } catch (IOException | ReflectiveOperationException | ClassCastException e) {
      throw Refusal.because(
          e, "'%s' is no copy of a %s: %s", file, type.getSimpleName(), CorruptModel.reason(e));
    }
  }

  /** A writer that knows its stage. */
  abstract static class Writer extends MLWriter {
    private final Object stage;

    Writer(Object stage) {
      this.stage = stage;
    }

    /** Spark's own deletes what is at the path before anything is written. */
    @Override
    public void save(String path) {
      saveImpl(path);
    }

    /** What Spark calls from 4.1 on; earlier releases have no such method. */
    @SuppressWarnings("unused")
    public void saveToLocal(String path) throws IOException {
      write(stage, path);
    }
  }

  /**
   * A reader that knows its class.
   *
   * @param <T> that class
   */
  abstract static class Reader<T> extends MLReader<T> {
    private final Class<T> type;

    Reader(Class<T> type) {
      this.type = type;
    }

    /** What Spark calls from 4.1 on; earlier releases have no such method. */
    @SuppressWarnings("unused")
    public T loadFromLocal(String path) {
      return read(type, path);
    }
  }
}
