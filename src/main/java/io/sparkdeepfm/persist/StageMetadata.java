package io.sparkdeepfm.persist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.DefaultParamsReader;
import scala.Option;

/** The metadata file of a saved stage: class, uid, format version, Params and what it adds. */
public final class StageMetadata {
  private final String file;
  private final DefaultParamsReader.Metadata metadata;
  private final JsonNode json;

  StageMetadata(String file, DefaultParamsReader.Metadata metadata) {
    this.file = file;
    this.metadata = metadata;
    try {
      json = new ObjectMapper().readTree(metadata.metadataJson());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          String.format("File '%s' is not JSON: %s.", file, e.getOriginalMessage()), e);
    }
  }

  public String uid() {
    return metadata.uid();
  }

  public int formatVersion() {
    JsonNode version = entry(StageFiles.FORMAT_VERSION);
    if (!version.isInt()) {
      throw new IllegalArgumentException(
          String.format(
              "File '%s' has %s %s, but it must be a whole number; the file is damaged.",
              file, StageFiles.FORMAT_VERSION, version));
    }
    return version.intValue();
  }

  /**
   * What the stage itself wrote under a name.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public JsonNode entry(String name) {
    JsonNode entry = json.get(name);
    if (entry == null) {
      throw new IllegalArgumentException(
          String.format(
              "File '%s' has no '%s'; it is damaged or was not written by this library.",
              file, name));
    }
    return entry;
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
