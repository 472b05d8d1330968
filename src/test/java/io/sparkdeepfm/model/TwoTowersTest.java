package io.sparkdeepfm.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DenseLayout.Segment;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.testing.RandomExamples;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.ReferenceDeepFM;
import io.sparkdeepfm.testing.ReferenceDeepFM.Mode;
import io.sparkdeepfm.testing.ReferenceParameters;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two towers against two models of one tower each, which hold the same parameters: the logit is
 * their mean, and the gradients are finite differences of what the towers are to learn.
 */
class TwoTowersTest {
  private static final int EXAMPLES = 23;
  private static final List<Integer> FIRST = List.of(6, 4);
  private static final List<Integer> SECOND = List.of(8);
  private static final double STEP = 1e-5;
  private static final RandomExamples KINDS = RandomExamples.everyKind(8);
  private static final ExampleBlock BLOCK = KINDS.weightedBlock(EXAMPLES);
  private static final double WEIGHTS =
      IntStream.range(0, EXAMPLES).mapToDouble(BLOCK::weight).sum();

  private static DeepFMConfig config(
      List<Integer> first, List<Integer> second, Deep deep, boolean batchNorm) {
    return new DeepFMConfig(
        KINDS.schema(),
        3,
        first,
        second,
        Activation.TANH, // smooth, for finite differences
        0,
        batchNorm,
        Interaction.FEATURE,
        Head.SUM,
        true,
        true,
        DeepInput.FIELDS,
        0,
        deep,
        Loss.LOG);
  }

  /** A model of two towers with the models of one tower, or none, that it is made of. */
  private record Parts(
      DeepFMConfig both, DeepFMConfig first, DeepFMConfig second, DeepFMConfig fm) {
    static Parts of(Deep deep, boolean batchNorm) {
      return new Parts(
          config(FIRST, SECOND, deep, batchNorm),
          config(FIRST, List.of(), deep, batchNorm),
          config(SECOND, List.of(), deep, batchNorm),
          config(List.of(), List.of(), Deep.MLP, batchNorm));
    }

    /** Logits by one of the parts with the parameters of both. */
    double[] logits(DeepFMConfig part, ReferenceParameters parameters, Mode mode) {
      ReferenceParameters own =
          ReferenceParameters.of(RandomParameters.of(part, 1)); // all is overwritten
      for (int t = 0; t < own.numTables(); t++) {
        System.arraycopy(parameters.table(t), 0, own.table(t), 0, own.table(t).length);
      }
      DenseLayout layout = new DenseLayout(both);
      for (Segment segment : new DenseLayout(part).segments()) {
        int source = layout.segment(nameInBoth(part, segment.name())).offset();
        System.arraycopy(
            parameters.dense(), source, own.dense(), segment.offset(), segment.length());
      }
      return new ReferenceDeepFM(part).logits(own, BLOCK, mode);
    }

    private String nameInBoth(DeepFMConfig part, String name) {
      if (!part.equals(second)) {
        return name;
      }
      return name.replace("mlp.0.", "mlp." + FIRST.size() + ".")
          .replace("mlp.output.", "mlp.secondOutput.");
    }
  }

  @ParameterizedTest
  @CsvSource({"MLP, false", "MLP, true", "FINAL, false", "FINAL, true"})
  void theLogitIsTheMeanOfThoseOfEachTowerAlone(Deep deep, boolean batchNorm) {
    Parts parts = Parts.of(deep, batchNorm);
    DeepFMParameters parameters = RandomParameters.of(parts.both(), 3);
    ReferenceParameters wide = ReferenceParameters.of(parameters);
    double[] first = parts.logits(parts.first(), wide, Mode.INFERENCE);
    double[] second = parts.logits(parts.second(), wide, Mode.INFERENCE);
    for (Precision precision : Precision.values()) {
      float[] logits = new Scorer(parts.both(), parameters, precision).logits(BLOCK);
      double tolerance = precision == Precision.FLOAT32 ? 2e-5 : 0.1;
      for (int b = 0; b < EXAMPLES; b++) {
        assertEquals(0.5 * (first[b] + second[b]), logits[b], tolerance);
      }
    }
  }

  /**
   * What the towers are to learn, Σ w (loss(z, y) + Σ_t loss(z_t, mean(z⁰))) / Σ w with z_t = m⁰ +
   * d_t: the whole model's prediction and its other parts m are held at the parameters of the step.
   */
  private static ToDoubleFunction<ReferenceParameters> objective(
      Parts parts, ReferenceParameters atStep) {
    double[] held = parts.logits(parts.fm(), atStep, Mode.TRAINING);
    double[] first = parts.logits(parts.first(), atStep, Mode.TRAINING);
    double[] second = parts.logits(parts.second(), atStep, Mode.TRAINING);
    double[] taught = new double[EXAMPLES];
    Arrays.setAll(taught, b -> 1 / (1 + Math.exp(-0.5 * (first[b] + second[b]))));
    return parameters -> {
      double[] machine = parts.logits(parts.fm(), parameters, Mode.TRAINING);
      double[] one = parts.logits(parts.first(), parameters, Mode.TRAINING);
      double[] other = parts.logits(parts.second(), parameters, Mode.TRAINING);
      double sum = 0;
      for (int b = 0; b < EXAMPLES; b++) {
        double logit = 0.5 * (one[b] + other[b]);
        double loss = ReferenceDeepFM.logLoss(logit, BLOCK.labels()[b]);
        for (double alone : new double[] {one[b], other[b]}) {
          loss += ReferenceDeepFM.logLoss(held[b] + alone - machine[b], taught[b]);
        }
        sum += BLOCK.weight(b) * loss;
      }
      return sum / WEIGHTS;
    };
  }

  private static double derivative(
      ToDoubleFunction<ReferenceParameters> f, ReferenceParameters at, double[] live, int i) {
    double value = live[i];
    live[i] = value + STEP;
    double above = f.applyAsDouble(at);
    live[i] = value - STEP;
    double below = f.applyAsDouble(at);
    live[i] = value;
    return (above - below) / (2 * STEP);
  }

  @ParameterizedTest
  @CsvSource({"MLP, false", "MLP, true", "FINAL, false", "FINAL, true"})
  void gradientsAreTheFiniteDifferencesOfWhatTheTowersAreToLearn(Deep deep, boolean batchNorm) {
    Parts parts = Parts.of(deep, batchNorm);
    DeepFMConfig config = parts.both();
    DeepFMParameters parameters = RandomParameters.of(config, 5);
    MiniBatch batch = batch(config);
    // With these costs fields of few rows take shorter ways, to which both towers add.
    FieldCosts costs = new FieldCosts(6, 0, 0, Double.POSITIVE_INFINITY, 0, 0);
    TrainingPass pass = new TrainingPass(config, EXAMPLES, Precision.FLOAT32, costs);
    float[] dense = denseGradients(config, parameters, batch, pass);
    ReferenceParameters wide = ReferenceParameters.of(parameters);
    ToDoubleFunction<ReferenceParameters> objective = objective(parts, wide.copy());
    for (int i = 0; i < dense.length; i++) {
      assertEquals(derivative(objective, wide, wide.dense(), i), dense[i], 5e-5, "dense " + i);
    }
    int rowLength = config.embeddingDim() + 1;
    for (int t = 0; t < wide.numTables(); t++) {
      RowGradients rows = new RowGradients(config, 0, 1);
      rows.accumulate(parameters, t, batch, pass.alpha(), pass.beta());
      for (int slot = 0; slot < rows.size(); slot++) {
        for (int k = 0; k < rowLength; k++) {
          int place = rows.rows()[slot] * rowLength + k;
          assertEquals(
              derivative(objective, wide, wide.table(t), place),
              rows.gradients()[slot * rowLength + k],
              5e-5,
              "table " + t + ", place " + place);
        }
      }
    }
  }

  private static MiniBatch batch(DeepFMConfig config) {
    MiniBatch batch = new MiniBatch(config, EXAMPLES);
    System.arraycopy(BLOCK.columns(), 0, batch.columns(), 0, batch.columns().length);
    System.arraycopy(BLOCK.labels(), 0, batch.labels(), 0, EXAMPLES);
    System.arraycopy(BLOCK.weights(), 0, batch.weights(), 0, EXAMPLES);
    batch.setSize(EXAMPLES);
    return batch;
  }

  private static float[] denseGradients(
      DeepFMConfig config, DeepFMParameters parameters, MiniBatch batch, TrainingPass pass) {
    int trainable = new DenseLayout(config).trainableLength();
    DenseMemory weights = new DenseMemory(config);
    weights.put(parameters.dense(), 0, trainable);
    StepContext step = new StepContext(values -> {});
    step.begin(1, (float) (1 / WEIGHTS));
    batch.setPasses(List.of(pass));
    pass.begin(parameters, weights, batch, 0, EXAMPLES);
    pass.run(parameters, weights, batch, 0, EXAMPLES, step);
    float[] dense = new float[trainable];
    pass.end().get(0, dense, trainable);
    return dense;
  }

  @Test
  void aSecondTowerNeedsAFirst() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> config(List.of(), List.of(4), Deep.MLP, false));
    assertEquals(
        "secondHiddenUnits is [4], but hiddenUnits is empty; set hiddenUnits to the layers of the"
            + " first tower.",
        error.getMessage());
  }

  @Test
  void theLayersOfFinalAreEvenInBothTowers() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> config(List.of(4), List.of(5), Deep.FINAL, false));
    assertEquals(
        "secondHiddenUnits has 5, but with deep 'final' one half of a layer multiplies the other, so"
            + " it must be even; use 6, or deep 'mlp'.",
        error.getMessage());
  }
}
