package io.sparkdeepfm.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.optim.Optimizer.ParameterArrays;
import io.sparkdeepfm.optim.Optimizer.Step;
import io.sparkdeepfm.testing.ReferenceAdagrad;
import io.sparkdeepfm.testing.ReferenceAdam;
import io.sparkdeepfm.testing.ReferenceAdamW;
import io.sparkdeepfm.testing.ReferenceFtrl;
import io.sparkdeepfm.testing.ReferenceMomentum;
import io.sparkdeepfm.testing.ReferenceOptimizer;
import io.sparkdeepfm.testing.ReferencePenalized;
import io.sparkdeepfm.testing.ReferenceProximalAdagrad;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The kernels on arrays against the papers' formulas for one parameter, with and without penalty.
 */
class OptimizersTest {
  private static final int LENGTH = 37;
  private static final int STEPS = 50;
  private static final double LEARNING_RATE = 0.02;

  private static Optimizer optimizer(OptimizerType type, double l1, double l2) {
    return TrainingConfigs.optimizer(type, LEARNING_RATE, new Penalty(l1, l2)).forWeights();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 0.03", "0.002, 0", "0.002, 0.03"})
  void everyOptimizerFollowsTheFormulasElementByElement(double l1, double l2) {
    follow(
        optimizer(OptimizerType.ADAM, l1, l2),
        penalized(ReferenceAdam.withLearningRate(LEARNING_RATE), l1, l2));
    follow(
        optimizer(OptimizerType.ADAGRAD, l1, l2),
        penalized(new ReferenceAdagrad(LEARNING_RATE, 0.1, 1e-7), l1, l2));
    follow(
        optimizer(OptimizerType.SGD, l1, l2),
        penalized(new ReferenceMomentum(LEARNING_RATE, 0.9), l1, l2));
    follow(optimizer(OptimizerType.ADAM_W, l1, l2), new ReferenceAdamW(LEARNING_RATE, l1, l2));
    follow(
        optimizer(OptimizerType.PROXIMAL_ADAGRAD, l1, l2),
        new ReferenceProximalAdagrad(LEARNING_RATE, l1, l2));
    follow(optimizer(OptimizerType.FTRL, l1, l2), new ReferenceFtrl(LEARNING_RATE, 1, l1, l2));
    follow(
        optimizer(OptimizerType.ROW_WISE_ADAGRAD, l1, l2),
        penalized(new ReferenceAdagrad(LEARNING_RATE, 0.1, 1e-7), l1, l2));
  }

  private static ReferenceOptimizer penalized(ReferenceOptimizer optimizer, double l1, double l2) {
    return new ReferencePenalized(optimizer, l1, l2);
  }

  @Test
  void otherConstantsAreFollowedToo() {
    follow(
        new UpdateRule.Penalized(new Adam(0.5, 0.75, 0.25), Penalty.NONE),
        new ReferenceAdam(LEARNING_RATE, 0.5, 0.75, 0.25));
    follow(
        new UpdateRule.Penalized(new Adagrad(2, 0.5), Penalty.NONE),
        new ReferenceAdagrad(LEARNING_RATE, 2, 0.5));
    follow(
        new UpdateRule.Penalized(new Momentum(0), Penalty.NONE),
        new ReferenceMomentum(LEARNING_RATE, 0));
    follow(new Ftrl(0.1, new Penalty(0.1, 0.2)), new ReferenceFtrl(LEARNING_RATE, 0.1, 0.1, 0.2));
  }

  @Test
  void rowWiseAdagradDividesAnEmbeddingByOneAccumulatorAndTheFirstOrderWeightByAnother() {
    int rowLength = 4;
    Optimizer rowWise =
        TrainingConfigs.optimizer(OptimizerType.ROW_WISE_ADAGRAD, LEARNING_RATE, Penalty.NONE)
            .forRows(rowLength);
    assertEquals(4, rowWise.stateLength(2 * rowLength), "two floats for each of two rows");
    Random random = new Random(4);
    ParameterArrays arrays = new ParameterArrays(rowWise, 2 * rowLength);
    float[] gradients = arrays.gradients;
    double[] expected = new double[2 * rowLength];
    double[] accumulators = {0.1, 0.1, 0.1, 0.1};
    for (int step = 1; step <= STEPS; step++) {
      fillGradients(gradients, random);
      for (int row = 0; row < 2; row++) {
        int begin = row * rowLength;
        double squares =
            IntStream.range(0, 3).mapToDouble(k -> gradients[begin + k]).map(g -> g * g).sum();
        accumulators[2 * row] += squares / 3;
        accumulators[2 * row + 1] += (double) gradients[begin + 3] * gradients[begin + 3];
        for (int k = 0; k < rowLength; k++) {
          double accumulator = accumulators[2 * row + (k < 3 ? 0 : 1)];
          expected[begin + k] -=
              LEARNING_RATE * gradients[begin + k] / (Math.sqrt(accumulator) + 1e-7);
        }
      }
      rowWise.update(arrays, 2 * rowLength, step(step));
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], arrays.values[i], 1e-5, "parameter " + i + " after step " + step);
      }
    }
  }

  @Test
  void theL1PenaltyOfProximalStepsMakesWeakParametersExactlyZero() {
    for (OptimizerType type :
        new OptimizerType[] {OptimizerType.FTRL, OptimizerType.PROXIMAL_ADAGRAD}) {
      Optimizer sparse = optimizer(type, 0.6, 0);
      ParameterArrays arrays = new ParameterArrays(sparse, 2);
      Arrays.fill(arrays.values, 0.01f);
      for (int step = 1; step <= 200; step++) {
        arrays.gradients[0] = 0.01f * (step % 2 == 0 ? 1 : -1);
        arrays.gradients[1] = -3f;
        sparse.update(arrays, 2, step(step));
      }
      float weak = Math.abs(arrays.values[0]);
      assertEquals(0f, weak, type + " keeps a parameter without a clear gradient");
      assertTrue(arrays.values[1] > 0.1f, type + " loses a parameter with a clear gradient");
    }
  }

  /** As after an average of workers: training goes on from the new value, not from the old z. */
  @Test
  void ftrlGoesOnFromAParameterThatWasSetFromOutside() {
    Optimizer ftrl = optimizer(OptimizerType.FTRL, 0, 0);
    ParameterArrays arrays = new ParameterArrays(ftrl, 1);
    arrays.values[0] = 0.3f;
    arrays.gradients[0] = 1f;
    ftrl.update(arrays, 1, step(1));
    arrays.values[0] = -0.7f;
    arrays.gradients[0] = 1e-6f;
    ftrl.update(arrays, 1, step(2));
    assertEquals(-0.7f, arrays.values[0], 1e-5f);
  }

  private static Step step(long number) {
    return new Step().set(number, 1, (float) LEARNING_RATE);
  }

  /** Steps with gaps, as a row sees them that not every batch touches. */
  private static void follow(Optimizer optimizer, ReferenceOptimizer reference) {
    Random random = new Random(2);
    ParameterArrays arrays = new ParameterArrays(optimizer, LENGTH + 1);
    double[] expected = new double[LENGTH + 1];
    for (int i = 0; i <= LENGTH; i++) {
      arrays.values[i] = (float) random.nextGaussian();
      expected[i] = arrays.values[i];
    }
    float last = arrays.values[LENGTH];
    double[][] expectedStates = new double[LENGTH + 1][];
    Arrays.setAll(expectedStates, i -> reference.initialState());
    long step = 0;
    for (int s = 0; s < STEPS; s++) {
      step += 1 + random.nextInt(3);
      fillGradients(arrays.gradients, random);
      float[] given = arrays.gradients.clone();
      optimizer.update(arrays, LENGTH, step(step));
      for (int i = 0; i < LENGTH; i++) {
        expected[i] = reference.step(expected[i], given[i], expectedStates[i], step);
        assertEquals(
            expected[i],
            arrays.values[i],
            1e-5 * Math.max(1, Math.abs(expected[i])),
            optimizer + ": parameter " + i + " after step " + step);
      }
    }
    assertEquals(last, arrays.values[LENGTH], "beyond the length nothing moves");
    for (int k = 0; k < arrays.states.length; k++) {
      assertEquals(optimizer.initialState(k), arrays.states[k][LENGTH]);
    }
  }

  /** Of sizes from 1e-4 to 10, some 0; each index has its own. */
  private static void fillGradients(float[] gradients, Random random) {
    for (int i = 0; i < gradients.length; i++) {
      double scale = Math.pow(10, i % 6 - 4);
      gradients[i] = random.nextInt(5) == 0 ? 0 : (float) (scale * random.nextGaussian());
    }
  }
}
