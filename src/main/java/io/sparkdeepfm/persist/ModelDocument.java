package io.sparkdeepfm.persist;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DenseLayout;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The keys of a model's metadata that are ours; the components are the JSON keys.
 *
 * @param formatVersion see {@link ModelFiles#FORMAT_VERSION}
 * @param config shape of the model
 * @param tables rows of each embedding table
 * @param dense shape of each dense segment
 */
record ModelDocument(int formatVersion, Config config, List<Table> tables, List<Segment> dense) {
  /** A {@link io.sparkdeepfm.data.Field}. */
  record Field(String name, String vocabulary, int size, String pooling) {}

  /** A {@link DeepFMConfig}. */
  record Config(
      List<Field> fields,
      int embeddingDim,
      List<Integer> hiddenUnits,
      String activation,
      double dropoutRate,
      boolean batchNorm,
      String interaction,
      String head,
      boolean firstOrder,
      boolean secondOrder,
      String deepInput,
      double embeddingDropoutRate) {}

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
            EnumNames.nameOf(config.activation()),
            config.dropoutRate(),
            config.batchNorm(),
            EnumNames.nameOf(config.interaction()),
            EnumNames.nameOf(config.head()),
            config.firstOrder(),
            config.secondOrder(),
            EnumNames.nameOf(config.deepInput()),
            config.embeddingDropoutRate()),
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
            EnumNames.parse(Activation.class, "activation", config.activation),
            config.dropoutRate,
            config.batchNorm,
            EnumNames.parse(Interaction.class, "interaction", config.interaction),
            EnumNames.parse(Head.class, "head", config.head),
            config.firstOrder,
            config.secondOrder,
            EnumNames.parse(DeepInput.class, "deepInput", config.deepInput),
            config.embeddingDropoutRate);
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
        throw new IllegalArgumentException(
            String.format("%s[%d] is %s, but its config needs %s", key, i, found, needed));
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
