package io.sparkdeepfm.persist;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.testing.ModelConfigs;
import java.util.ArrayList;
import java.util.List;

/** Models with known values for tests of saving and loading. */
final class ModelStates {
  private ModelStates() {}

  /** Every feature of the format: shared vocabulary, each pooling, weighted head, batch norm. */
  static DeepFMConfig richConfig() {
    return ModelConfigs.of(
        new FieldSchema(
            List.of(
                Field.numeric("age"),
                new Field("installed", "app", 5, Pooling.MEAN),
                new Field("uninstalled", "app", 5, Pooling.SQRTN),
                new Field("city \"ü\"", "city", 3, Pooling.SUM))),
        2,
        List.of(4, 3),
        Activation.TANH,
        0.1,
        true,
        Interaction.FIELD,
        Head.WEIGHTED);
  }

  /** What format version 2 added: Neural FM with learned slopes and dropout of what it reads. */
  static DeepFMConfig neuralFmConfig() {
    return ModelConfigs.withDeepInput(
        ModelConfigs.withParts(
            ModelConfigs.of(
                richConfig().schema(),
                2,
                List.of(4, 3),
                Activation.PRELU,
                0.1,
                true,
                Interaction.FEATURE,
                Head.WEIGHTED),
            true,
            false),
        DeepInput.BI_INTERACTION,
        0.3);
  }

  /** What format version 4 added: layers of products. */
  static DeepFMConfig finalConfig() {
    return ModelConfigs.withDeep(
        ModelConfigs.of(
            richConfig().schema(),
            2,
            List.of(4, 2),
            Activation.RELU,
            0,
            true,
            Interaction.FIELD,
            Head.SUM),
        Deep.FINAL);
  }

  /** What format version 5 added: other losses than that of a classifier, and a second tower. */
  static DeepFMConfig poissonConfig() {
    return ModelConfigs.withLoss(ModelConfigs.withSecondTower(finalConfig(), 6), Loss.POISSON);
  }

  /** A factorization machine: no hidden layer, no batch norm, plain head. */
  static DeepFMConfig plainConfig() {
    return ModelConfigs.of(
        new FieldSchema(List.of(new Field("user", "user", 4, Pooling.SUM))),
        1,
        List.of(),
        Activation.RELU,
        0,
        false,
        Interaction.FEATURE,
        Head.SUM);
  }

  /** Parameters that are all different within a table and exact in decimal: k/64 − shift. */
  static ModelState filled(DeepFMConfig config, float shift) {
    List<EmbeddingTable> tables = new ArrayList<>();
    for (int t = 0; t < config.schema().numTables(); t++) {
      EmbeddingTable table =
          new EmbeddingTable(
              config.schema().tableName(t), config.schema().tableSize(t), config.embeddingDim());
      fill(table.values(), shift + t);
      tables.add(table);
    }
    float[] dense = new float[new DenseLayout(config).length()];
    fill(dense, shift - 1);
    return new ModelState(config, new DeepFMParameters(tables, dense));
  }

  private static void fill(float[] values, float shift) {
    for (int k = 0; k < values.length; k++) {
      values[k] = k / 64f - shift;
    }
  }

  static void assertSame(ModelState expected, ModelState actual) {
    assertEquals(expected.config(), actual.config());
    assertArrayEquals(expected.parameters().dense(), actual.parameters().dense());
    for (int t = 0; t < expected.parameters().tables().size(); t++) {
      assertEquals(
          expected.parameters().table(t).vocabulary(), actual.parameters().table(t).vocabulary());
      assertArrayEquals(
          expected.parameters().table(t).values(), actual.parameters().table(t).values());
    }
  }
}
