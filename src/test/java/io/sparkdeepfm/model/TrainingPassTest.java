package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.testing.DropoutMasks;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.ReferenceDeepFM;
import io.sparkdeepfm.testing.ReferenceGradient;
import io.sparkdeepfm.testing.ReferenceParameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Loss and gradients of the fast pass against the reference, for every choice of parts. */
class TrainingPassTest {
  private static final int EXAMPLES = 37;
  private static final int SLICE = 15;
  private static final long DROPOUT_SEED = 99;
  private static final double TOLERANCE = 2e-5;

  /**
   * Costs with which all fields go the same way, whatever their rows, and with which they do not.
   */
  private static final List<FieldCosts> WAYS =
      List.of(
          new FieldCosts(0, 0, Double.POSITIVE_INFINITY, 1, 0, 0), // PLAIN
          new FieldCosts(1e9, -1e9, 0, Double.POSITIVE_INFINITY, 0, 0), // COLUMNS, if at most D
          new FieldCosts(-1e9, 0, 0, Double.POSITIVE_INFINITY, 0, 0), // GATHERED, but numbers
          new FieldCosts(6, 0, 0, Double.POSITIVE_INFINITY, 0, 0));

  private static final RandomExamples EXAMPLE_KINDS = RandomExamples.everyKind(8);
  private static final ExampleBlock BLOCK = EXAMPLE_KINDS.weightedBlock(EXAMPLES);

  /** Parts, input, interaction, head and depth in every combination, the rest at random. */
  static List<DeepFMConfig> configs() {
    List<DeepFMConfig> configs = new ArrayList<>();
    Random random = new Random(4);
    for (DeepInput input : DeepInput.values()) {
      for (Interaction interaction : Interaction.values()) {
        for (Head head : Head.values()) {
          for (List<Integer> hidden : List.of(List.<Integer>of(), List.of(7), List.of(8, 6))) {
            for (int parts = hidden.isEmpty() ? 1 : 0; parts < 4; parts++) {
              for (Activation activation : activations(hidden)) {
                configs.add(
                    ModelConfigs.withDeepInput(
                        ModelConfigs.withParts(
                            config(random, hidden, activation, interaction, head),
                            parts % 2 == 1,
                            parts / 2 == 1),
                        input,
                        random.nextBoolean() ? 0.3 : 0));
              }
            }
          }
        }
      }
    }
    configs.addAll(withProducts(configs));
    configs.addAll(regressions(configs));
    return configs;
  }

  /** Those of them whose layers are even, as FINAL. */
  private static List<DeepFMConfig> withProducts(List<DeepFMConfig> mlps) {
    return mlps.stream()
        .filter(config -> config.numHiddenLayers() == 2)
        .map(config -> ModelConfigs.withDeep(config, Deep.FINAL))
        .toList();
  }

  /** Every seventh of them, by squared and by Poisson loss in turn. */
  private static List<DeepFMConfig> regressions(List<DeepFMConfig> classifiers) {
    return IntStream.range(0, classifiers.size() / 7)
        .mapToObj(
            i ->
                ModelConfigs.withLoss(
                    classifiers.get(7 * i), i % 2 == 0 ? Loss.SQUARED : Loss.POISSON))
        .toList();
  }

  private static List<Activation> activations(List<Integer> hidden) {
    return hidden.isEmpty() ? List.of(Activation.RELU) : List.of(Activation.values());
  }

  private static DeepFMConfig config(
      Random random,
      List<Integer> hidden,
      Activation activation,
      Interaction interaction,
      Head head) {
    return ModelConfigs.of(
        EXAMPLE_KINDS.schema(),
        1 + random.nextInt(5),
        hidden,
        activation,
        random.nextBoolean() ? 0.4 : 0,
        random.nextBoolean(),
        interaction,
        head);
  }

  @ParameterizedTest
  @MethodSource("configs")
  void lossAndGradientsAreThoseOfTheReferenceByEveryWayOfTheFields(DeepFMConfig config) {
    // Of outputs that are large, as they may be here, exponentials are larger than floats are
    // exact.
    DeepFMParameters parameters =
        config.loss().isRegression()
            ? RandomParameters.of(config, 3, 0.1)
            : RandomParameters.of(config, 3);
    ReferenceDeepFM reference = new ReferenceDeepFM(config, masks(config));
    ReferenceParameters wide = ReferenceParameters.of(parameters);
    ReferenceGradient expected = reference.gradient(wide, BLOCK);

    double meanLoss = reference.meanLoss(wide, BLOCK, ReferenceDeepFM.Mode.TRAINING);
    boolean hasWays = config.numHiddenLayers() > 0 && !config.deepReadsPairs();
    for (FieldCosts costs : hasWays ? WAYS : WAYS.subList(0, 1)) {
      MiniBatch batch = batch(config);
      TrainingPass pass = new TrainingPass(config, EXAMPLES, Precision.FLOAT32, costs);
      double loss = run(config, parameters, batch, pass);
      assertEquals(meanLoss * sumOfWeights(), loss, 1e-4 * (1 + loss));
      checkGradients(config, parameters, batch, pass, expected);
    }
  }

  private static void checkGradients(
      DeepFMConfig config,
      DeepFMParameters parameters,
      MiniBatch batch,
      TrainingPass pass,
      ReferenceGradient expected) {
    DenseMemory dense = pass.end();
    int trainable = new DenseLayout(config).trainableLength();
    float[] actual = new float[trainable];
    dense.get(0, actual, trainable);
    for (int i = 0; i < trainable; i++) {
      assertClose(expected.dense()[i], actual[i], "dense " + i);
    }
    for (int table = 0; table < config.schema().numTables(); table++) {
      checkRows(config, parameters, batch, pass, table, expected);
    }
  }

  private static double run(
      DeepFMConfig config, DeepFMParameters parameters, MiniBatch batch, TrainingPass pass) {
    DenseMemory weights = new DenseMemory(config);
    weights.put(parameters.dense(), 0, new DenseLayout(config).trainableLength());
    StepContext step = new StepContext(values -> {});
    step.begin(DROPOUT_SEED, (float) (1 / sumOfWeights()));
    batch.setPasses(List.of(pass));
    pass.begin(parameters, weights, batch, 0, EXAMPLES);
    int slice = config.batchNorm() ? EXAMPLES : SLICE;
    double loss = 0;
    for (int from = 0; from < EXAMPLES; from += slice) {
      int to = Math.min(EXAMPLES, from + slice);
      loss += pass.run(parameters, weights, batch, from, to, step);
    }
    return loss;
  }

  /** Each touched row belongs to one of two threads, and has the reference's gradient there. */
  private static void checkRows(
      DeepFMConfig config,
      DeepFMParameters parameters,
      MiniBatch batch,
      TrainingPass pass,
      int table,
      ReferenceGradient expected) {
    int rowLength = config.embeddingDim() + 1;
    boolean[] seen = new boolean[expected.numRows(table)];
    for (int thread = 0; thread < 2; thread++) {
      RowGradients rows = new RowGradients(config, thread, 2);
      rows.accumulate(parameters, table, batch, pass.alpha(), pass.beta());
      for (int slot = 0; slot < rows.size(); slot++) {
        int row = rows.rows()[slot];
        assertFalse(seen[row]);
        seen[row] = true;
        for (int k = 0; k < rowLength; k++) {
          assertClose(
              expected.table(table)[row * rowLength + k],
              rows.gradients()[slot * rowLength + k],
              "table " + table + ", row " + row + ", element " + k);
        }
      }
    }
    for (int row = 0; row < seen.length; row++) {
      assertTrue(seen[row] || !expected.touched(table, row));
    }
  }

  private static void assertClose(double expected, double actual, String what) {
    assertEquals(expected, actual, TOLERANCE * (1 + Math.abs(expected)), what);
  }

  private static MiniBatch batch(DeepFMConfig config) {
    MiniBatch batch = new MiniBatch(config, EXAMPLES);
    System.arraycopy(BLOCK.columns(), 0, batch.columns(), 0, batch.columns().length);
    System.arraycopy(BLOCK.labels(), 0, batch.labels(), 0, EXAMPLES);
    System.arraycopy(BLOCK.weights(), 0, batch.weights(), 0, EXAMPLES);
    batch.setSize(EXAMPLES);
    return batch;
  }

  private static double sumOfWeights() {
    return IntStream.range(0, EXAMPLES).mapToDouble(BLOCK::weight).sum();
  }

  private static DropoutMasks masks(DeepFMConfig config) {
    return (layer, example, unit) -> {
      boolean input = layer == DropoutMasks.INPUT;
      float[] mask = new float[input ? config.layerInput(0) : config.hiddenUnits().get(layer)];
      Dropout dropout =
          new Dropout(input ? config.embeddingDropoutRate() : config.dropoutRate(), mask.length);
      if (!dropout.isOn() || unit >= mask.length) { // without hidden layers nothing reads the input
        return 1;
      }
      dropout.fillMask(mask, DROPOUT_SEED, layer, example);
      return mask[unit];
    };
  }
}
