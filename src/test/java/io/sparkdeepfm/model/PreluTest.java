package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreluTest {
  private static final float[] SLOPES = {0.25f, -2, 0};

  private final DeepFMConfig config =
      ModelConfigs.of(
          new FieldSchema(List.of(Field.numeric("price"))),
          1,
          List.of(SLOPES.length),
          Activation.PRELU,
          0,
          false,
          Interaction.FIELD,
          Head.SUM);
  private final DenseLayout layout = new DenseLayout(config);

  private Activation.Prelu prelu(boolean training) {
    Activation.Prelu prelu = new Activation.Prelu(layout, 0, SLOPES.length, 2, training);
    float[] dense = new float[layout.length()];
    System.arraycopy(
        SLOPES, 0, dense, layout.segment(DenseLayout.slope(0)).offset(), SLOPES.length);
    prelu.slope.begin(dense);
    return prelu;
  }

  @Test
  void eachUnitHasItsOwnSlopeBelowZero() {
    for (boolean training : new boolean[] {false, true}) {
      float[] negative = {-2, -2, -2};
      prelu(training).apply(negative, training ? 1 : -1);
      assertArrayEquals(new float[] {-0.5f, 4, 0}, negative);
      float[] positive = {3, 3, 3};
      prelu(training).apply(positive, training ? 0 : -1);
      assertArrayEquals(new float[] {3, 3, 3}, positive);
    }
  }

  @Test
  void theGradientKnowsTheSignOfItsInputAlsoUnderANegativeSlope() {
    Activation.Prelu prelu = prelu(true);
    prelu.apply(new float[] {-2, -2, -2}, 0);
    prelu.apply(new float[] {3, 3, -1}, 1);
    float[] first = {1, 1, 1};
    float[] second = {5, 5, 5};
    prelu.backward(first, 0);
    prelu.backward(second, 1);
    assertArrayEquals(new float[] {0.25f, -2, 0}, first);
    assertArrayEquals(new float[] {5, 5, 0}, second);
    DenseMemory gradients = new DenseMemory(config);
    prelu.slope.writeGradient(gradients);
    float[] slopes = new float[SLOPES.length];
    gradients.get(layout.segment(DenseLayout.slope(0)).offset(), slopes, SLOPES.length);
    assertArrayEquals(new float[] {-2, -2, -2 - 5}, slopes);
  }

  @Test
  void slopesBeginAtAQuarter() {
    DeepFMParameters parameters =
        new Initializer(config, TrainingConfigs.INITIALIZATION, 1).initialize();
    int begin = layout.segment(DenseLayout.slope(0)).offset();
    for (int j = 0; j < SLOPES.length; j++) {
      assertEquals(0.25f, parameters.dense()[begin + j]);
    }
  }
}
