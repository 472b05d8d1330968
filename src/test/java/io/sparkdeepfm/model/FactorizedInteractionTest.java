package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.math.FloatMemory;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.ReferenceDeepFM;
import io.sparkdeepfm.testing.ReferenceParameters;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Layers of products, computed by hand. */
class FactorizedInteractionTest {
  private static final DeepFMConfig CONFIG =
      ModelConfigs.withDeep(
          ModelConfigs.withParts(
              ModelConfigs.of(
                  new FieldSchema(List.of(Field.numeric("price"))),
                  1,
                  List.of(4, 2),
                  Activation.RELU,
                  0,
                  false,
                  Interaction.FIELD,
                  Head.SUM),
              false,
              false),
          Deep.FINAL);

  /**
   * e = 2; xW + b = [2, 5, 5, −2], so h₂ = [2, 5] and h₁ = [5, −2]: ReLU[2, 5, 10, −10] = [2, 5,
   * 10, 0]; then xW + b = [3, 1.5], so 3 and 1.5 · 3: 2 · 3 + 1 · 4.5 − 0.5 = 10.
   */
  private static DeepFMParameters parameters() {
    float[] dense = {
      -0.5f, // bias
      1,
      2,
      3,
      -1, // weight of layer 0, 1 × 4
      0,
      1,
      -1,
      0, // its bias
      0.5f,
      1,
      0,
      -1,
      0.125f,
      0.5f,
      7,
      0, // weight of layer 1, 4 × 2
      0.75f,
      -0.5f, // its bias
      2,
      1 // weight of the output
    };
    EmbeddingTable table = new EmbeddingTable("price", 1, 1);
    table.values()[0] = 1;
    return new DeepFMParameters(List.of(table), dense);
  }

  private static ExampleBlock price() {
    FieldColumn[] columns = {FieldColumn.numeric(new float[] {2})};
    return new ExampleBlock(1, new float[] {1}, null, columns, false);
  }

  @ParameterizedTest
  @EnumSource(value = Precision.class, mode = Mode.EXCLUDE, names = "AUTO")
  void twoLayersGiveWhatIsComputedByHand(Precision precision) {
    assertArrayEquals(
        new float[] {10}, new Scorer(CONFIG, parameters(), precision).logits(price()), 0.01f);
  }

  @Test
  void theReferenceGivesWhatIsComputedByHand() {
    double[] logits =
        new ReferenceDeepFM(CONFIG)
            .logits(ReferenceParameters.of(parameters()), price(), ReferenceDeepFM.Mode.INFERENCE);
    assertEquals(10, logits[0], 1e-12);
  }

  @Test
  void theGradientOfAProductGoesToEachFactorTimesTheOther() {
    FactorizedInteraction interaction = new FactorizedInteraction(4, 3);
    interaction.factors().put(4, new float[] {2, 5, 7, -3}, 0, 4); // row 1
    FloatMemory products = FloatMemory.allocate(12);
    interaction.multiply(2, products);
    float[] row = new float[4];
    products.get(4, row, 0, 4);
    assertArrayEquals(new float[] {2, 5, 14, -15}, row);

    FloatMemory gradient = FloatMemory.allocate(12);
    gradient.put(4, new float[] {1, 1, 10, 100}, 0, 4);
    gradient.put(8, new float[] {1, 1, 1, 1}, 0, 4); // beyond the rows that there are
    float[] biasGradient = {1, 0, 0, 0};
    interaction.backward(2, gradient, biasGradient);
    gradient.get(4, row, 0, 4);
    assertArrayEquals(new float[] {71, -299, 20, 500}, row);
    assertArrayEquals(new float[] {72, -299, 20, 500}, biasGradient);
    gradient.get(8, row, 0, 4);
    assertArrayEquals(new float[] {1, 1, 1, 1}, row);
  }
}
