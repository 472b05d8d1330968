package io.sparkdeepfm.persist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A stage's metadata as it stands in its file, read so strictly that Spark, which reads it again,
 * cannot see anything else: one file, one line, no name twice.
 */
record StageDocument(Path file, JsonNode root) {
  /** Spark 4 writes it as a file of text, whose name has an id behind the number. */
  private static final Pattern FILE_NAME = Pattern.compile("part-\\d+(-[0-9a-f-]+-c\\d+\\.txt)?");

  private static final Set<String> PIPELINES =
      Set.of(
          "org.apache.spark.ml.PipelineModel",
          "org.apache.spark.ml.Pipeline",
          SavedPipeline.OF_PYTHON);

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * @param directory of the stage
   * @throws IllegalArgumentException if there is no such file, or it is not as described
   */
  static StageDocument read(FileSystem files, Path directory) throws IOException {
    Path metadata = new Path(directory, SparkMetadata.DIRECTORY);
    List<FileStatus> visible =
        Arrays.stream(files.listStatus(metadata)).filter(StageDocument::isVisible).toList();
    if (visible.size() != 1
        || !visible.get(0).isFile()
        || !FILE_NAME.matcher(visible.get(0).getPath().getName()).matches()) {
      throw CorruptModel.at(metadata, "has not just the one file part-00000");
    }
    Path file = visible.get(0).getPath();
    String json = SparkMetadata.read(files, file);
    try {
      StageDocument document = new StageDocument(file, JSON.readTree(json));
      document.requireText("class");
      document.requireText("uid");
      return document;
    } catch (JsonProcessingException e) {
      throw CorruptModel.because(
          e, file, "cannot be read (%s)", e.getOriginalMessage().lines().findFirst().orElse(""));
    }
  }

  /** What Spark reads in a directory. */
  private static boolean isVisible(FileStatus status) {
    String name = status.getPath().getName();
    return !name.startsWith("_") && !name.startsWith(".");
  }

  private void requireText(String key) {
    if (!root.path(key).isTextual()) {
      throw CorruptModel.at(file, "has no '%s'", key);
    }
  }

  String className() {
    return root.get("class").asText();
  }

  String uid() {
    return root.get("uid").asText();
  }

  boolean isPipeline() {
    return PIPELINES.contains(className());
  }

  /** Whether it is of Spark's class that runs a statement, and this is a {@link WordsStatement}. */
  boolean takesWordsAlone() {
    JsonNode statement = root.path("paramMap").path("statement");
    return className().equals("org.apache.spark.ml.feature.SQLTransformer")
        && root.path("paramMap").size() == 1
        && root.path("defaultParamMap").isEmpty()
        && statement.isTextual()
        && WordsStatement.is(statement.asText());
  }

  /**
   * @throws IllegalArgumentException if they are not there
   */
  JsonNode stageUids() {
    JsonNode uids = root.path("paramMap").path("stageUids");
    if (!uids.isArray()) {
      throw CorruptModel.at(file, "has no list 'stageUids'");
    }
    return uids;
  }

  /**
   * The relative paths of Params that Spark saves in directories of their own: entries of {@code
   * estimatorParamMaps} that say {@code isJson: false}.
   */
  List<JsonNode> namedPaths() {
    List<JsonNode> paths = new ArrayList<>();
    for (JsonNode entry : root.findParents("isJson")) {
      if (!entry.get("isJson").asText().equals("true")) {
        paths.add(value(entry));
      }
    }
    return paths;
  }

  /** The value is JSON within a string. */
  private JsonNode value(JsonNode entry) {
    try {
      return JSON.readTree(entry.path("value").asText());
    } catch (JsonProcessingException e) {
      throw CorruptModel.because(e, file, "has a Param map that cannot be read");
    }
  }
}
