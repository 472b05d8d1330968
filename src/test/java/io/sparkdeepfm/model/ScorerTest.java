package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.ReferenceDeepFM;
import io.sparkdeepfm.testing.ReferenceParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Scoring against the reference, at sizes around those of a slice. */
class ScorerTest {
  private static final int[] SIZES = {1, 255, 256, 257, 1000};
  private static final double TOLERANCE = 1e-5;

  private static final RandomExamples EXAMPLES = RandomExamples.everyKind(6);

  private static DeepFMConfig config(
      Interaction interaction, Head head, List<Integer> hidden, boolean batchNorm) {
    return ModelConfigs.of(
        EXAMPLES.schema(), 5, hidden, Activation.RELU, 0.5, batchNorm, interaction, head);
  }

  /** With so many units and components that fields with few rows are added to the product. */
  private static DeepFMConfig wide(Interaction interaction, Head head, boolean batchNorm) {
    return ModelConfigs.of(
        EXAMPLES.schema(), 24, List.of(60, 6), Activation.RELU, 0.5, batchNorm, interaction, head);
  }

  static Stream<DeepFMConfig> configs() {
    List<DeepFMConfig> configs = new ArrayList<>();
    for (Interaction interaction : Interaction.values()) {
      for (Head head : Head.values()) {
        configs.add(config(interaction, head, List.of(), false));
        configs.add(config(interaction, head, List.of(11), false));
        configs.add(config(interaction, head, List.of(9, 6), true));
        configs.add(
            ModelConfigs.withDeep(config(interaction, head, List.of(8, 6), true), Deep.FINAL));
        configs.add(
            ModelConfigs.withDeep(config(interaction, head, List.of(8, 6), false), Deep.FINAL));
        configs.add(wide(interaction, head, false));
        configs.add(wide(interaction, head, true));
        configs.add(ModelConfigs.withDeep(wide(interaction, head, true), Deep.FINAL));
        for (DeepInput input : DeepInput.values()) {
          configs.add(
              ModelConfigs.withDeepInput(
                  ModelConfigs.withParts(
                      config(interaction, head, List.of(9, 6), true),
                      input == DeepInput.FIELDS,
                      false),
                  input,
                  0.5));
        }
      }
    }
    return configs.stream();
  }

  @ParameterizedTest
  @MethodSource("configs")
  void logitsAreThoseOfTheReference(DeepFMConfig config) {
    DeepFMParameters parameters = RandomParameters.of(config, 4, 0.3);
    Scorer scorer = new Scorer(config, parameters);
    for (int size : SIZES) {
      ExampleBlock block = EXAMPLES.block(size);
      double[] expected = reference(config, parameters, block);
      float[] actual = scorer.logits(block);
      assertEquals(size, actual.length);
      for (int b = 0; b < size; b++) {
        assertEquals(expected[b], actual[b], TOLERANCE * (1 + Math.abs(expected[b])));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void roundedFactorsMoveLogitsByTheirRounding(DeepFMConfig config) {
    DeepFMParameters parameters = RandomParameters.of(config, 4, 0.3);
    Scorer scorer = new Scorer(config, parameters, Precision.BFLOAT16);
    for (int size : SIZES) {
      ExampleBlock block = EXAMPLES.block(size);
      float[] expected = new Scorer(config, parameters).logits(block);
      float[] actual = scorer.logits(block);
      for (int b = 0; b < size; b++) {
        // Two factors of each of three products are off by 2⁻⁹ of themselves at most.
        assertEquals(expected[b], actual[b], 6 * Math.pow(2, -9) * (1 + Math.abs(expected[b])));
      }
    }
  }

  private static double[] reference(
      DeepFMConfig config, DeepFMParameters parameters, ExampleBlock block) {
    return new ReferenceDeepFM(config)
        .logits(ReferenceParameters.of(parameters), block, ReferenceDeepFM.Mode.INFERENCE);
  }

  @Test
  void aRangeIsScoredToItsOwnPlaces() {
    DeepFMConfig config = config(Interaction.FEATURE, Head.WEIGHTED, List.of(9, 6), true);
    DeepFMParameters parameters = RandomParameters.of(config, 4, 0.3);
    ExampleBlock block = EXAMPLES.block(300);
    float[] whole = new Scorer(config, parameters).logits(block);
    float[] range = new float[300];
    new Scorer(config, parameters).score(block.columns(), 10, 290, range);
    assertArrayEquals(
        Arrays.copyOfRange(whole, 10, 290), Arrays.copyOfRange(range, 10, 290), 1e-5f);
    assertArrayEquals(new float[10], Arrays.copyOf(range, 10));
    assertArrayEquals(new float[10], Arrays.copyOfRange(range, 290, 300));
  }

  @Test
  void anEmptyBlockHasNoLogits() {
    DeepFMConfig config = config(Interaction.FIELD, Head.SUM, List.of(4), false);
    Scorer scorer = new Scorer(config, RandomParameters.of(config, 1));
    assertEquals(0, scorer.logits(EXAMPLES.block(0)).length);
  }
}
