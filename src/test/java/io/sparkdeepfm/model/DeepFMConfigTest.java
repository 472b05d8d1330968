package io.sparkdeepfm.model;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.testing.ModelConfigs;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeepFMConfigTest {
  private static final FieldSchema SCHEMA =
      new FieldSchema(List.of(Field.numeric("price"), new Field("app", "apps", 1000, Pooling.SUM)));

  private static DeepFMConfig config(int embeddingDim, double dropoutRate, Integer... hiddenUnits) {
    return ModelConfigs.of(
        SCHEMA,
        embeddingDim,
        List.of(hiddenUnits),
        Activation.RELU,
        dropoutRate,
        false,
        Interaction.FIELD,
        Head.SUM);
  }

  @Test
  void layersReadTheFieldVectorsThenTheLayerBefore() {
    DeepFMConfig config = config(8, 0.5, 7, 5);
    assertEquals(16, config.inputWidth());
    assertEquals(2, config.numHiddenLayers());
    assertEquals(List.of(16, 7, 5), List.of(0, 1, 2).stream().map(config::layerInput).toList());
  }

  @Test
  void theHiddenUnitsAreACopy() {
    List<Integer> units = new ArrayList<>(List.of(4));
    DeepFMConfig config =
        ModelConfigs.of(SCHEMA, 2, units, Activation.RELU, 0, false, Interaction.FIELD, Head.SUM);
    units.add(5);
    assertEquals(List.of(4), config.hiddenUnits());
  }

  @Test
  void missingPartsAreRefusedByName() {
    assertEquals(
        "activation",
        assertThrows(
                NullPointerException.class,
                () ->
                    ModelConfigs.of(
                        SCHEMA, 2, List.of(), null, 0, false, Interaction.FIELD, Head.SUM))
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -3, Integer.MIN_VALUE})
  void anEmbeddingDimBelowOneIsRefused(int dim) {
    assertRefused("embeddingDim is " + dim + ", but must be at least 1.", () -> config(dim, 0));
  }

  @Test
  void aLayerWithoutUnitsIsRefused() {
    assertRefused("hiddenUnits has 0, but every layer needs at least 1.", () -> config(4, 0, 5, 0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 2, Double.NaN})
  void aDropoutRateOutsideItsRangeIsRefused(double rate) {
    assertRefused("dropoutRate is " + rate + ", but must be in [0, 1).", () -> config(4, rate, 5));
  }

  @Test
  void theLargestEmbeddingDimIsRefused() {
    assertRefused(
        "embeddingDim 2147483647 times "
            + SCHEMA.numFields()
            + " fields is more than 2³¹ floats per example; use a smaller embeddingDim.",
        () -> config(Integer.MAX_VALUE, 0));
  }

  @Test
  void moreFieldVectorsThanAnArrayHoldsAreRefused() {
    List<Field> fields = List.of(Field.numeric("a"), Field.numeric("b"), Field.numeric("c"));
    assertRefused(
        "embeddingDim 1000000000 times 3 fields is more than 2³¹ floats per example; use a smaller"
            + " embeddingDim.",
        () ->
            ModelConfigs.of(
                new FieldSchema(fields),
                1_000_000_000,
                List.of(),
                Activation.RELU,
                0,
                false,
                Interaction.FIELD,
                Head.SUM));
  }

  @Test
  void hiddenLayersLargerThanABufferAreRefused() {
    String message =
        "hiddenUnits %s with %d inputs need more than the %d floats that a buffer holds; use"
            + " smaller layers or a smaller embeddingDim.";
    int limit = DeepFMConfig.MAX_DENSE_LENGTH;
    assertRefused(
        String.format(message, "[100000, 100000]", 8, limit), () -> config(4, 0, 100_000, 100_000));
    int most = Integer.MAX_VALUE;
    assertRefused(
        String.format(message, List.of(most, most, most), 8, limit),
        () -> config(4, 0, most, most, most));
  }

  @Test
  void theLimitOfTheHiddenLayersIsThatOfTheLayout() {
    // 8 inputs × n + n biases + n output weights + 1.
    int most = (DeepFMConfig.MAX_DENSE_LENGTH - 1) / 10;
    assertEquals(10L * most + 1, new DenseLayout(config(4, 0, most)).length());
    assertThrows(IllegalArgumentException.class, () -> config(4, 0, most + 1));
  }

  @Test
  void theLimitCountsWhatBatchNormAndPreluAdd() {
    // 2 inputs (one field of D 2) × n, and bias, γ, β, slope, output, mean and variance of each.
    FieldSchema one = new FieldSchema(List.of(Field.numeric("price")));
    int most = (DeepFMConfig.MAX_DENSE_LENGTH - 1) / 9;
    assertEquals(9L * most + 1, new DenseLayout(prelu(one, most)).length());
    assertThrows(IllegalArgumentException.class, () -> prelu(one, most + 1));
  }

  private static DeepFMConfig prelu(FieldSchema schema, int units) {
    return ModelConfigs.of(
        schema, 2, List.of(units), Activation.PRELU, 0, true, Interaction.FIELD, Head.SUM);
  }

  @Test
  void aModelWithoutAnyPartIsRefused() {
    DeepFMConfig shallow = config(2, 0);
    assertRefused(
        "firstOrder and secondOrder are false and hiddenUnits is empty, but a model needs at least"
            + " one part; turn one on or set hiddenUnits.",
        () -> ModelConfigs.withParts(shallow, false, false));
    assertEquals(1, ModelConfigs.withParts(config(2, 0, 5), false, false).numHiddenLayers());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1, 2, Double.NaN})
  void anEmbeddingDropoutRateOutsideItsRangeIsRefused(double rate) {
    assertRefused(
        "embeddingDropoutRate is " + rate + ", but must be in [0, 1).",
        () -> ModelConfigs.withDeepInput(config(4, 0, 5), DeepInput.FIELDS, rate));
  }

  @Test
  void anMlpOverPairsReadsOneVectorOfD() {
    DeepFMConfig config =
        ModelConfigs.withDeepInput(config(8, 0, 7, 5), DeepInput.BI_INTERACTION, 0.5);
    assertEquals(List.of(8, 7, 5), List.of(0, 1, 2).stream().map(config::layerInput).toList());
    assertEquals(16, config.inputWidth());
    assertTrue(config.deepReadsPairs());
    assertTrue(ModelConfigs.withParts(config, true, false).usesPairs());
    assertFalse(
        ModelConfigs.withDeepInput(ModelConfigs.withParts(config, true, false), DeepInput.FIELDS, 0)
            .usesPairs());
    assertFalse(
        ModelConfigs.withDeepInput(config(8, 0), DeepInput.BI_INTERACTION, 0).deepReadsPairs());
  }

  @Test
  void layersWithoutHalvesAreRefusedWhereHalvesMultiply() {
    DeepFMConfig config = config(8, 0, 6, 5);
    assertRefused(
        "hiddenUnits has 5, but with deep 'final' one half of a layer multiplies the other, so it"
            + " must be even; use 6, or deep 'mlp'.",
        () -> ModelConfigs.withDeep(config, Deep.FINAL));
    assertEquals(config, ModelConfigs.withDeep(config, Deep.MLP));
    DeepFMConfig products = ModelConfigs.withDeep(config(8, 0, 6, 4), Deep.FINAL);
    assertEquals(List.of(16, 6, 4), List.of(0, 1, 2).stream().map(products::layerInput).toList());
  }

  @Test
  void theShorterConstructorHasEveryPart() {
    DeepFMConfig config = config(8, 0, 7);
    assertTrue(config.firstOrder() && config.secondOrder());
    assertEquals(DeepInput.FIELDS, config.deepInput());
    assertEquals(Deep.MLP, config.deep());
    assertEquals(0, config.embeddingDropoutRate());
    assertEquals(
        config,
        ModelConfigs.withDeepInput(
            ModelConfigs.withParts(config, true, true), DeepInput.FIELDS, 0));
  }
}
