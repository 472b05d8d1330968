package io.sparkdeepfm.persist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.platform.Platform;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;

/**
 * Saves and loads stages in Spark ML's layout; the only user of Spark's internal helpers for it.
 *
 * <pre>
 * PATH/metadata/   one line of JSON: class, uid, paramMap, defaultParamMap, formatVersion, entries,
 *                  and what {@link FileDigests} adds
 * PATH/…           tables, written by the stage itself
 * </pre>
 *
 * <p>A stage appears at its path whole or not at all, as a model does: see {@link ModelFiles#save}.
 * The metadata is written last.
 */
public final class StageFiles {
  static final String FORMAT_VERSION = "formatVersion";

  private StageFiles() {}

  /** Writes a stage's tables. */
  @FunctionalInterface
  public interface TableWriter {
    /**
     * @param path directory of the stage
     * @return entries to add to the metadata, of types that have a JSON form; may be empty
     */
    Map<String, ?> write(SparkSession session, String path);
  }

  /**
   * Makes a stage from its files.
   *
   * @param <T> the stage
   */
  @FunctionalInterface
  public interface Restorer<T> {
    /**
     * @param path directory of the stage
     * @return a stage with the saved uid; its Params are set afterwards
     */
    T restore(StageMetadata metadata, SparkSession session, String path);
  }

  /** Writer of a stage that is nothing but its Params. */
  public static MLWriter writer(Params stage, int formatVersion) {
    return writer(stage, formatVersion, (session, path) -> Map.of());
  }

  /**
   * @param formatVersion of everything below the stage's directory, from 1
   */
  public static MLWriter writer(Params stage, int formatVersion, TableWriter tables) {
    return new LocalCopy.Writer(stage) {
      @Override
      public void saveImpl(String path) {
        new AtomicDirectory(path, shouldOverwrite(), sc().hadoopConfiguration())
            .write(
                (files, directory) -> {
                  Map<String, Object> entries = new LinkedHashMap<>();
                  entries.put(FORMAT_VERSION, formatVersion);
                  entries.putAll(tables.write(sparkSession(), directory.toString()));
                  SparkMetadata.write(files, directory, metadata(stage, sc(), entries));
                });
      }
    };
  }

  /**
   * Reader that goes with {@link #writer}. Its {@code load} throws IllegalArgumentException if the
   * metadata cannot be read, is of another class or of a newer format.
   *
   * @param newestVersion the newest format version that this code reads
   */
  public static <T extends Params> MLReader<T> reader(
      Class<T> type, int newestVersion, Restorer<T> restorer) {
    return new LocalCopy.Reader<>(type) {
      @Override
      public T load(String path) {
        Platform.check();
        StageMetadata metadata = loadMetadata(path, sc(), type, newestVersion);
        T stage = restorer.restore(metadata, sparkSession(), path);
        metadata.applyTo(stage);
        return stage;
      }
    };
  }

  /**
   * Reader of a stage that is nothing but its Params.
   *
   * @param maker of a stage with a given uid
   */
  public static <T extends Params> MLReader<T> reader(
      Class<T> type, int newestVersion, Function<String, T> maker) {
    return reader(type, newestVersion, (metadata, session, path) -> maker.apply(metadata.uid()));
  }

  private static String metadata(Params stage, SparkContext context, Map<String, ?> entries) {
    String params = SparkMetadata.toJson(stage, context);
    ObjectMapper mapper = new ObjectMapper();
    try { // not by Spark's own parser, whose calls are others in Spark 4
      ObjectNode metadata = (ObjectNode) mapper.readTree(params);
      return mapper.writeValueAsString(metadata.setAll((ObjectNode) mapper.valueToTree(entries)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Entries of " + stage + " have no JSON form.", e);
    }
  }

  private static StageMetadata loadMetadata(
      String path, SparkContext context, Class<?> type, int newestVersion) {
    SparkMetadata read = load(path, context);
    String file = read.file().toString();
    if (!read.className().equals(type.getName())) {
      throw Refusal.of(
          "File '%s' is of a %s, but a %s is to be loaded; load it with its own class.",
          file, read.className(), type.getName());
    }
    StageMetadata metadata = new StageMetadata(read);
    if (metadata.formatVersion() < 1 || metadata.formatVersion() > newestVersion) {
      throw Refusal.of(
          "File '%s' has format version %d, but this release reads versions 1 to %d of %s;"
              + " use a newer release.",
          file, metadata.formatVersion(), newestVersion, type.getSimpleName());
    }
    return metadata;
  }

  private static SparkMetadata load(String path, SparkContext context) {
    Path given = new Path(path);
    try {
      FileSystem files = given.getFileSystem(context.hadoopConfiguration());
      return SparkMetadata.load(files, files.makeQualified(given));
    } catch (IOException e) {
      throw CorruptModel.unreadable(given, e);
    }
  }

  /** The metadata file of a saved stage: class, uid, format version, Params and what it adds. */
  public static final class StageMetadata {
    private static final ObjectMapper MAPPER =
        JsonMapper.builder()
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private final String file;
    private final SparkMetadata metadata;
    private final Map<String, Object> entries;

    StageMetadata(SparkMetadata metadata) {
      file = metadata.file().toString();
      this.metadata = metadata;
      try {
        entries = MAPPER.readValue(metadata.json(), new TypeReference<>() {});
      } catch (JsonProcessingException e) {
        throw Refusal.because(e, "File '%s' is not JSON: %s.", file, e.getOriginalMessage());
      }
    }

    public String uid() {
      return metadata.uid();
    }

    public int formatVersion() {
      return entry(StageFiles.FORMAT_VERSION, Integer.class);
    }

    /**
     * What the stage itself wrote under a name.
     *
     * @throws IllegalArgumentException if it is not there or of another type
     */
    public <T> T entry(String name, Class<T> type) {
      if (entries.get(name) == null) {
        throw Refusal.of(
            "File '%s' has no '%s'; it is damaged or was not written by this library.", file, name);
      }
      try {
        return MAPPER.readValue(MAPPER.writeValueAsString(entries.get(name)), type);
      } catch (JsonProcessingException e) {
        throw Refusal.because(
            e,
            "File '%s' has '%s': %s, but it must be of type %s; the file is damaged.",
            file,
            name,
            entries.get(name),
            type.getSimpleName());
      }
    }

    /** The file's place, for messages about its entries. */
    public String file() {
      return file;
    }

    /** Sets the saved Params and defaults on a new instance. */
    public void applyTo(Params stage) {
      metadata.restoreParams(stage);
    }
  }
}
