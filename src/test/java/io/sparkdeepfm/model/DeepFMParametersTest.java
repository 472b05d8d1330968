package io.sparkdeepfm.model;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeepFMParametersTest {
  /** Tables price 1, apps 5, cities 4, tags 6, site 1. */
  private final DeepFMConfig config =
      ModelConfigs.of(
          RandomExamples.everyKind(1).schema(),
          2,
          List.of(3),
          Activation.RELU,
          0,
          true,
          Interaction.FIELD,
          Head.SUM);

  private final DeepFMParameters parameters = RandomParameters.of(config, 1);

  @Test
  void parametersOfTheConfigsShapeAreAccepted() {
    assertDoesNotThrow(() -> parameters.checkShape(config));
  }

  @Test
  void everyFloatCounts() {
    assertEquals(3 * 17 + new DenseLayout(config).length(), parameters.count());
  }

  @Test
  void aCopySharesNothing() {
    DeepFMParameters copy = parameters.copy();
    float[] dense = parameters.dense().clone();
    float[] row = parameters.table(1).values().clone();
    parameters.dense()[0]++;
    parameters.table(1).values()[0]++;
    assertArrayEquals(dense, copy.dense());
    assertArrayEquals(row, copy.table(1).values());
  }

  @Test
  void denseParametersOfTheWrongLengthAreRefused() {
    int length = new DenseLayout(config).length();
    assertRefused(
        String.format(
            "The dense parameters have %d floats, but the configuration needs %d.",
            length - 1, length),
        () -> new DeepFMParameters(parameters.tables(), new float[length - 1]).checkShape(config));
  }

  @Test
  void aMissingTableIsRefused() {
    assertRefused(
        "There are 4 embedding tables, but the configuration needs 5.",
        () -> withTables(parameters.tables().subList(0, 4)).checkShape(config));
  }

  @Test
  void aTableOfTheWrongShapeOrNameIsRefused() {
    String needed = " but the configuration needs 'cities' of 4 × 2.";
    assertTableRefused(
        "Embedding table 'cities' is 3 × 2," + needed, new EmbeddingTable("cities", 3, 2));
    assertTableRefused(
        "Embedding table 'cities' is 4 × 3," + needed, new EmbeddingTable("cities", 4, 3));
    assertTableRefused(
        "Embedding table 'towns' is 4 × 2," + needed, new EmbeddingTable("towns", 4, 2));
  }

  private void assertTableRefused(String message, EmbeddingTable third) {
    List<EmbeddingTable> tables = new ArrayList<>(parameters.tables());
    tables.set(2, third);
    assertRefused(message, () -> withTables(tables).checkShape(config));
  }

  private DeepFMParameters withTables(List<EmbeddingTable> tables) {
    return new DeepFMParameters(tables, parameters.dense());
  }
}
