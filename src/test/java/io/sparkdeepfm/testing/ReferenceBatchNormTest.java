package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.EmbeddingTable;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batch norm by hand, on a model of one hidden unit. */
class ReferenceBatchNormTest {
  private static final double TOLERANCE = 1e-12;
  private static final ReferenceDeepFM.Mode TRAINING = ReferenceDeepFM.Mode.TRAINING;
  private static final ReferenceDeepFM.Mode INFERENCE = ReferenceDeepFM.Mode.INFERENCE;

  /** One numeric field, one hidden layer of one tanh unit with batch norm. */
  private static DeepFMConfig oneUnit() {
    return ModelConfigs.of(
        new FieldSchema(List.of(Field.numeric("x"))),
        1,
        List.of(1),
        Activation.TANH,
        0,
        true,
        Interaction.FIELD,
        Head.SUM);
  }

  private static ExampleBlock numbers(float... x) {
    FieldColumn[] columns = {FieldColumn.numeric(x)};
    return new ExampleBlock(x.length, new float[x.length], null, columns, false);
  }

  /** v = 1, w = 0; bias 0; z = 2x + 1, y = 3ẑ + ½, a = tanh y; logit = 2a; moving 0.25 and 4. */
  private static ReferenceParameters oneUnitParameters() {
    float[] dense = {0, 2, 1, 3, 0.5f, 2, 0.25f, 4};
    EmbeddingTable table = new EmbeddingTable("x", 1, 1, new float[] {1, 0});
    DeepFMParameters parameters = new DeepFMParameters(List.of(table), dense);
    parameters.checkShape(oneUnit());
    return ReferenceParameters.of(parameters);
  }

  @Test
  void batchNormUsesTheMiniBatchWhileTraining() {
    // z = 1, 3, 5: mean 3, biased variance 8/3.
    double[] logits =
        new ReferenceDeepFM(oneUnit()).logits(oneUnitParameters(), numbers(0, 1, 2), TRAINING);
    double deviation = Math.sqrt(8.0 / 3 + 1e-5);
    double[] expected = {
      2 * Math.tanh(3 * -2 / deviation + 0.5),
      2 * Math.tanh(0.5),
      2 * Math.tanh(3 * 2 / deviation + 0.5)
    };
    assertArrayEquals(expected, logits, TOLERANCE);
  }

  @Test
  void batchNormUsesTheMovingStatisticsInInference() {
    double[] logits =
        new ReferenceDeepFM(oneUnit()).logits(oneUnitParameters(), numbers(0, 1), INFERENCE);
    double deviation = Math.sqrt(4 + 1e-5);
    double[] expected = {
      2 * Math.tanh(3 * (1 - 0.25) / deviation + 0.5),
      2 * Math.tanh(3 * (3 - 0.25) / deviation + 0.5)
    };
    assertArrayEquals(expected, logits, TOLERANCE);
  }

  @Test
  void movingStatisticsFollowTheMeanAndTheUnbiasedVariance() {
    ReferenceParameters p = oneUnitParameters();
    new ReferenceDeepFM(oneUnit()).updateMovingStatistics(p, numbers(0, 1, 2));
    DenseLayout layout = new DenseLayout(oneUnit());
    // z = 1, 3, 5: mean 3, unbiased variance 8/2.
    assertEquals(
        0.9 * 0.25 + 0.1 * 3, p.get(layout.segment(DenseLayout.movingMean(0)), 0, 0), TOLERANCE);
    assertEquals(
        0.9 * 4 + 0.1 * 4, p.get(layout.segment(DenseLayout.movingVariance(0)), 0, 0), TOLERANCE);
  }

  @Test
  void movingStatisticsOfOneExampleHaveVarianceZero() {
    ReferenceParameters p = oneUnitParameters();
    new ReferenceDeepFM(oneUnit()).updateMovingStatistics(p, numbers(2));
    DenseLayout layout = new DenseLayout(oneUnit());
    assertEquals(
        0.9 * 0.25 + 0.1 * 5, p.get(layout.segment(DenseLayout.movingMean(0)), 0, 0), TOLERANCE);
    assertEquals(0.9 * 4, p.get(layout.segment(DenseLayout.movingVariance(0)), 0, 0), TOLERANCE);
  }
}
