package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every way to score a model that no longer changes, against the one that training measures with.
 */
class FixedModelTest {
  private static final int ROWS = 300;

  /** Every part on, off and in its other form. */
  static List<DeepFMConfig> configs() {
    List<DeepFMConfig> configs = new ArrayList<>();
    for (Interaction interaction : Interaction.values()) {
      for (Head head : Head.values()) {
        for (Activation activation : Activation.values()) {
          boolean batchNorm = activation != Activation.RELU && activation != Activation.SIGMOID;
          configs.add(config(List.of(24, 10), activation, batchNorm, interaction, head));
        }
        DeepFMConfig relu = config(List.of(16, 8), Activation.RELU, true, interaction, head);
        configs.add(ModelConfigs.withDeep(relu, Deep.FINAL));
        configs.add(ModelConfigs.withSecondTower(ModelConfigs.withDeep(relu, Deep.FINAL), 12));
        configs.add(ModelConfigs.withDeepInput(relu, DeepInput.BI_INTERACTION, 0.1));
        configs.add(ModelConfigs.withParts(relu, false, false));
        configs.add(ModelConfigs.withParts(relu, true, false));
        configs.add(config(List.of(), Activation.RELU, false, interaction, head));
      }
    }
    return configs;
  }

  private static DeepFMConfig config(
      List<Integer> units,
      Activation activation,
      boolean batchNorm,
      Interaction interaction,
      Head head) {
    return ModelConfigs.of(
        RandomExamples.everyKind(3).schema(),
        5,
        units,
        activation,
        0.2,
        batchNorm,
        interaction,
        head);
  }

  private static ExampleBlock block() {
    return RandomExamples.everyKind(3).block(ROWS);
  }

  /** The parameters with tables that are read row by row. */
  private static DeepFMParameters stored(DeepFMParameters parameters) {
    List<EmbeddingTable> tables = new ArrayList<>();
    for (EmbeddingTable table : parameters.tables()) {
      int length = table.rowLength();
      tables.add(
          new EmbeddingTable(
              table.vocabulary(),
              table.numEmbeddings(),
              table.embeddingDim(),
              (row, target) -> System.arraycopy(table.values(), row * length, target, 0, length)));
    }
    return new DeepFMParameters(tables, parameters.dense());
  }

  private static void assertClose(float[] expected, float[] actual) {
    for (int b = 0; b < expected.length; b++) {
      assertEquals(expected[b], actual[b], 2e-5 * (1 + Math.abs(expected[b])), "row " + b);
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void rowsAndBatchesScoreAsTrainingMeasures(DeepFMConfig config) {
    DeepFMParameters parameters = RandomParameters.of(config, 5, 0.3);
    float[] expected = new Scorer(config, parameters).logits(block());
    FixedModel model = new FixedModel(config, parameters);
    float[] rows = Scorer.ofRows(model).logits(block());
    assertClose(expected, rows);
    assertClose(expected, Scorer.ofBatches(model).logits(block()));
    FixedModel elsewhere = new FixedModel(config, stored(parameters));
    assertArrayEquals(rows, Scorer.ofRows(elsewhere).logits(block()), "rows kept elsewhere");
    assertEquals(parameters.count(), elsewhere.parameters().count());
  }

  @ParameterizedTest
  @MethodSource("configs")
  void candidatesScoreAsRowsOfTheirOwn(DeepFMConfig config) {
    DeepFMParameters parameters = RandomParameters.of(config, 6, 0.3);
    FixedModel model = new FixedModel(config, parameters);
    ExampleBlock block = block();
    Random random = new Random(8);
    for (int user = 0; user < 5; user++) {
      boolean[] isCommon = new boolean[block.columns().length];
      for (int f = 0; f < isCommon.length; f++) {
        isCommon[f] = f == 0 || (f > 1 && random.nextBoolean());
      }
      int[] userRows = new int[ROWS];
      Arrays.fill(userRows, user);
      int[] ownRows = new int[ROWS];
      Arrays.setAll(ownRows, b -> b);
      List<FieldColumn> common = new ArrayList<>();
      List<FieldColumn> rest = new ArrayList<>();
      FieldColumn[] whole = new FieldColumn[isCommon.length];
      for (int f = 0; f < isCommon.length; f++) {
        FieldColumn column = block.columns()[f];
        whole[f] = column.gather(isCommon[f] ? userRows : ownRows, 0, ROWS);
        (isCommon[f] ? common : rest).add(isCommon[f] ? column.gather(userRows, 0, 1) : column);
      }
      float[] expected = new float[ROWS];
      new Scorer(config, parameters).score(whole, 0, ROWS, expected);
      float[] actual = new float[ROWS];
      new CandidateScorer(new CandidateScorer.Plan(model, isCommon))
          .score(
              common.toArray(FieldColumn[]::new), rest.toArray(FieldColumn[]::new), ROWS, actual);
      assertClose(expected, actual);
    }
  }
}
