package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Passes with factors of 16 bits against those with factors of 32, whose gradients are the
 * reference's ({@link TrainingPassTest}), for every kind of layer.
 */
class RoundedFactorsTest {
  private static final int EXAMPLES = 300;
  private static final RandomExamples EXAMPLE_KINDS = RandomExamples.everyKind(8);
  private static final ExampleBlock BLOCK = EXAMPLE_KINDS.weightedBlock(EXAMPLES);

  /**
   * Of the length of a gradient. A factor is off by 2⁻⁹ of itself at most, in both directions, so a
   * long sum of products by less; a gradient passes five products, and batch norm, which takes the
   * common part of its rows away, leaves a larger share of what was rounded.
   */
  private static final double ROUNDING = 0.02;

  @BeforeAll
  static void onlyWhereTheProcessorMultipliesThem() {
    assumeTrue(Sgemm.multipliesBfloat16());
  }

  static List<DeepFMConfig> configs() {
    List<DeepFMConfig> configs = new ArrayList<>();
    for (Activation activation : Activation.values()) {
      for (double dropout : new double[] {0, 0.3}) {
        for (boolean batchNorm : new boolean[] {false, true}) {
          DeepFMConfig config =
              ModelConfigs.of(
                  EXAMPLE_KINDS.schema(),
                  4,
                  List.of(40, 18),
                  activation,
                  dropout,
                  batchNorm,
                  Interaction.FEATURE,
                  Head.SUM);
          configs.add(config);
          configs.add(ModelConfigs.withDeep(config, Deep.FINAL));
          configs.add(ModelConfigs.withSecondTower(config, 30));
        }
      }
    }
    return configs;
  }

  @ParameterizedTest
  @MethodSource("configs")
  void gradientsAndLossAreThoseOfWholeFactorsButForRounding(DeepFMConfig config) {
    Pass whole = new Pass(config, Precision.FLOAT32);
    Pass rounded = new Pass(config, Precision.BFLOAT16);
    double loss = whole.run();
    assertEquals(loss, rounded.run(), 0.005 * loss);
    double share = apart(whole.gradients(), rounded.gradients());
    assertTrue(share < ROUNDING, "apart by " + share + " of the gradient");
    assertTrue(share > 1e-4, "nothing was rounded: apart by " + share + " of the gradient");
  }

  @ParameterizedTest
  @MethodSource("configs")
  void scoresAreThoseOfWholeFactorsButForRounding(DeepFMConfig config) {
    DeepFMParameters parameters = RandomParameters.of(config, 3, 0.2);
    float[] whole = new Scorer(config, parameters, Precision.FLOAT32).logits(BLOCK);
    float[] rounded = new Scorer(config, parameters, Precision.BFLOAT16).logits(BLOCK);
    double share = apart(whole, rounded);
    assertTrue(share < ROUNDING && share > 1e-5, "apart by " + share + " of the logits");
  }

  @ParameterizedTest
  @MethodSource("configs")
  void anotherPassGivesTheSameBits(DeepFMConfig config) {
    Pass first = new Pass(config, Precision.BFLOAT16);
    Pass second = new Pass(config, Precision.BFLOAT16);
    assertEquals(first.run(), second.run());
    float[] gradients = first.gradients();
    assertArrayEquals(gradients, second.gradients());
    second.run();
    assertArrayEquals(gradients, second.gradients(), "what a step left behind changes the next");
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aThreadWithoutExamplesHasNoGradients(DeepFMConfig config) {
    Pass pass = new Pass(config, Precision.BFLOAT16);
    pass.run(7, 7);
    for (float gradient : pass.dense()) {
      assertEquals(0f, gradient);
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void aStepAllocatesNothing(DeepFMConfig config) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Pass pass = new Pass(config, Precision.BFLOAT16);
    long thread = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 30 && least > 0; i++) { // until all is compiled
      long before = threads.getThreadAllocatedBytes(thread);
      pass.run();
      least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
    }
    assertEquals(0, least);
  }

  /** ‖expected − actual‖ as a share of ‖expected‖. */
  private static double apart(float[] expected, float[] actual) {
    double apart = 0;
    double size = 0;
    for (int i = 0; i < expected.length; i++) {
      apart += Math.pow(expected[i] - actual[i], 2);
      size += Math.pow(expected[i], 2);
    }
    return Math.sqrt(apart / size);
  }

  /** One pass over the examples, by one thread. */
  private static final class Pass {
    private final DeepFMConfig config;
    private final DeepFMParameters parameters;
    private final DenseMemory weights;
    private final MiniBatch batch;
    private final TrainingPass pass;
    private final StepContext step;
    private final int trainable;

    Pass(DeepFMConfig config, Precision precision) {
      this.config = config;
      parameters = RandomParameters.of(config, 3, 0.2);
      trainable = new DenseLayout(config).trainableLength();
      weights = new DenseMemory(config);
      weights.put(parameters.dense(), 0, trainable);
      batch = new MiniBatch(config, EXAMPLES);
      System.arraycopy(BLOCK.columns(), 0, batch.columns(), 0, BLOCK.columns().length);
      for (int b = 0; b < EXAMPLES; b++) {
        batch.labels()[b] = BLOCK.labels()[b];
        batch.weights()[b] = BLOCK.weight(b);
      }
      batch.setSize(EXAMPLES);
      pass = new TrainingPass(config, EXAMPLES, precision);
      batch.setPasses(List.of(pass));
      step = new StepContext(values -> {});
    }

    double run() {
      return run(0, EXAMPLES);
    }

    double run(int begin, int end) {
      step.begin(5, 1f / EXAMPLES);
      pass.begin(parameters, weights, batch, begin, end);
      double loss = pass.run(parameters, weights, batch, begin, end, step);
      pass.end();
      return loss;
    }

    float[] dense() {
      float[] dense = new float[trainable];
      pass.end().get(0, dense, trainable);
      return dense;
    }

    /** Of the dense parameters, then of the rows. */
    float[] gradients() {
      List<float[]> parts = new ArrayList<>();
      parts.add(dense());
      for (int table = 0; table < config.schema().numTables(); table++) {
        RowGradients rows = new RowGradients(config, 0, 1);
        rows.accumulate(parameters, table, batch, pass.alpha(), pass.beta());
        int length = rows.size() * (config.embeddingDim() + 1);
        parts.add(Arrays.copyOf(rows.gradients(), length));
      }
      float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
      int at = 0;
      for (float[] part : parts) {
        System.arraycopy(part, 0, all, at, part.length);
        at += part.length;
      }
      return all;
    }
  }
}
