package io.sparkdeepfm.persist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import scala.Option;

/** The metadata file of a saved stage: class, uid, format version, Params and what it adds. */
public final class StageMetadata {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  private final String file;
  private final DefaultParamsReader.Metadata metadata;
  private final Map<String, Object> entries;

  StageMetadata(String file, DefaultParamsReader.Metadata metadata) {
    this.file = file;
    this.metadata = metadata;
    try {
      entries = MAPPER.readValue(metadata.metadataJson(), new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          String.format("File '%s' is not JSON: %s.", file, e.getOriginalMessage()), e);
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
      throw new IllegalArgumentException(
          String.format(
              "File '%s' has no '%s'; it is damaged or was not written by this library.",
              file, name));
    }
    try {
      return MAPPER.readValue(MAPPER.writeValueAsString(entries.get(name)), type);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          String.format(
              "File '%s' has '%s': %s, but it must be of type %s; the file is damaged.",
              file, name, entries.get(name), type.getSimpleName()),
          e);
    }
  }

  /** The file's place, for messages about its entries. */
  public String file() {
    return file;
  }

  /** Sets the saved Params and defaults on a new instance. */
  public void applyTo(Params stage) {
    metadata.getAndSetParams(stage, Option.empty());
  }
}
