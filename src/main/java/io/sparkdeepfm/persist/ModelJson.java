package io.sparkdeepfm.persist;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.optim.Loss;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.param.Params;

/** A model's metadata as JSON: Spark's keys and those of {@link ModelDocument} in one object. */
final class ModelJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ModelJson() {}

  /** One line of JSON. */
  static String write(Params instance, DeepFMConfig config, SparkContext context) {
    try {
      Map<String, Object> metadata =
          MAPPER.readValue(SparkMetadata.toJson(instance, context), new TypeReference<>() {});
      ModelDocument document = ModelDocument.of(config);
      metadata.put("formatVersion", document.formatVersion());
      metadata.put("config", document.config());
      metadata.put("tables", document.tables());
      metadata.put("dense", document.dense());
      return MAPPER.writeValueAsString(metadata);
    } catch (JsonProcessingException e) {
      throw Refusal.because(
          e,
          "The Params of %s cannot be written as JSON (%s).",
          instance.uid(),
          e.getOriginalMessage());
    }
  }

  /**
   * The shape that a model's metadata describes.
   *
   * @param file where the JSON was read, for messages
   * @throws IllegalArgumentException if it is of a newer format version, corrupt or contradicts
   *     itself
   */
  static DeepFMConfig readConfig(String json, Path file) {
    int version = parse(json, Version.class, file).formatVersion;
    if (version > ModelFiles.FORMAT_VERSION) {
      throw Refusal.of(
          "%s has formatVersion %d, but this library reads versions up to %d; load the model"
              + " with a newer spark-deepfm.",
          file, version, ModelFiles.FORMAT_VERSION);
    }
    if (version < 1) {
      throw CorruptModel.at(file, "has formatVersion %d, but versions begin at 1", version);
    }
    String current = version < ModelFiles.FORMAT_VERSION ? upgraded(json, version, file) : json;
    ModelDocument document = parse(current, ModelDocument.class, file);
    try {
      return document.toConfig();
    } catch (RuntimeException e) {
      throw CorruptModel.unreadable(file, e);
    }
  }

  /** Metadata of an earlier version with what later ones added, as it meant that. */
  private static String upgraded(String json, int version, Path file) {
    JsonNode metadata = parse(json, JsonNode.class, file);
    if (metadata.get("config") instanceof ObjectNode config) {
      if (version == 1) {
        config.put("firstOrder", true);
        config.put("secondOrder", true);
        config.put("deepInput", EnumNames.nameOf(DeepInput.FIELDS));
        config.put("embeddingDropoutRate", 0.0);
      }
      if (version < 4) {
        config.put("deep", EnumNames.nameOf(Deep.MLP));
      }
      config.put("loss", EnumNames.nameOf(Loss.LOG));
      config.putArray("secondHiddenUnits");
    }
    return metadata.toString();
  }

  private static <T> T parse(String json, Class<T> type, Path file) {
    try {
      return MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      String jackson = e.getOriginalMessage();
      String reason = jackson.replaceFirst(" \\(index \\d+\\);.*", "");
      throw CorruptModel.because(e, file, "is not the metadata of a model (%s)", reason);
    }
  }

  /** The one key that every format version has. */
  private record Version(int formatVersion) {}

  /**
   * The keys of a model's metadata that are ours; the components are the JSON keys.
   *
   * @param formatVersion see {@link ModelFiles#FORMAT_VERSION}
   * @param config shape of the model
   * @param tables rows of each embedding table
   * @param dense shape of each dense segment
   */
  private record ModelDocument(
      int formatVersion, Config config, List<Table> tables, List<Segment> dense) {
    /** A {@link io.sparkdeepfm.data.Field}. */
    record Field(String name, String vocabulary, int size, String pooling) {}

    /** A {@link DeepFMConfig}. */
    record Config(
        List<Field> fields,
        int embeddingDim,
        List<Integer> hiddenUnits,
        List<Integer> secondHiddenUnits,
        String activation,
        double dropoutRate,
        boolean batchNorm,
        String interaction,
        String head,
        boolean firstOrder,
        boolean secondOrder,
        String deepInput,
        double embeddingDropoutRate,
        String deep,
        String loss) {}

    /** An {@link io.sparkdeepfm.model.EmbeddingTable}. */
    record Table(String vocabulary, int rows) {}

    /** A {@link DenseLayout.Segment}. */
    record Segment(String name, int rows, int columns) {}

    static ModelDocument of(DeepFMConfig config) {
      FieldSchema schema = config.schema();
      return new ModelDocument(
          ModelFiles.FORMAT_VERSION,
          new Config(
              schema.fields().stream().map(ModelDocument::toDocument).toList(),
              config.embeddingDim(),
              config.hiddenUnits(),
              config.secondHiddenUnits(),
              EnumNames.nameOf(config.activation()),
              config.dropoutRate(),
              config.batchNorm(),
              EnumNames.nameOf(config.interaction()),
              EnumNames.nameOf(config.head()),
              config.firstOrder(),
              config.secondOrder(),
              EnumNames.nameOf(config.deepInput()),
              config.embeddingDropoutRate(),
              EnumNames.nameOf(config.deep()),
              EnumNames.nameOf(config.loss())),
          IntStream.range(0, schema.numTables())
              .mapToObj(t -> new Table(schema.tableName(t), schema.tableSize(t)))
              .toList(),
          new DenseLayout(config)
              .segments().stream().map(s -> new Segment(s.name(), s.rows(), s.columns())).toList());
    }

    /**
     * @throws IllegalArgumentException if a value is out of range, or the tables or dense segments
     *     are not those of the configuration
     */
    DeepFMConfig toConfig() {
      DeepFMConfig shape =
          new DeepFMConfig(
              new FieldSchema(config.fields.stream().map(ModelDocument::toField).toList()),
              config.embeddingDim,
              config.hiddenUnits,
              config.secondHiddenUnits,
              EnumNames.parse(Activation.class, "activation", config.activation),
              config.dropoutRate,
              config.batchNorm,
              EnumNames.parse(Interaction.class, "interaction", config.interaction),
              EnumNames.parse(Head.class, "head", config.head),
              config.firstOrder,
              config.secondOrder,
              EnumNames.parse(DeepInput.class, "deepInput", config.deepInput),
              config.embeddingDropoutRate,
              EnumNames.parse(Deep.class, "deep", config.deep),
              EnumNames.parse(Loss.class, "loss", config.loss));
      ModelDocument expected = of(shape);
      checkSame("tables", expected.tables, tables);
      checkSame("dense", expected.dense, dense);
      return shape;
    }

    private static void checkSame(String key, List<?> expected, List<?> actual) {
      for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
        Object needed = i < expected.size() ? expected.get(i) : "nothing";
        Object found = i < actual.size() ? actual.get(i) : "nothing";
        if (!needed.equals(found)) {
          throw Refusal.of("%s[%d] is %s, but its config needs %s", key, i, found, needed);
        }
      }
    }

    private static Field toDocument(io.sparkdeepfm.data.Field field) {
      return new Field(
          field.name(), field.vocabulary(), field.size(), EnumNames.nameOf(field.pooling()));
    }

    private static io.sparkdeepfm.data.Field toField(Field field) {
      return new io.sparkdeepfm.data.Field(
          field.name,
          field.vocabulary,
          field.size,
          EnumNames.parse(Pooling.class, "pooling of field '" + field.name + "'", field.pooling));
    }
  }
}
