package io.sparkdeepfm.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.testing.ReferenceAdagrad;
import io.sparkdeepfm.testing.ReferenceAdam;
import io.sparkdeepfm.testing.ReferenceOptimizer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The kernels on arrays against the formulas for one parameter. */
class OptimizersTest {
  private static final int LENGTH = 37;
  private static final int STEPS = 50;
  private static final double LEARNING_RATE = 0.02;

  @Test
  void adamFollowsTheFormulasElementByElement() {
    follow(Adam.DEFAULT, ReferenceAdam.withLearningRate(LEARNING_RATE));
    follow(new Adam(0.5, 0.75, 0.25), new ReferenceAdam(LEARNING_RATE, 0.5, 0.75, 0.25));
  }

  @Test
  void adagradFollowsTheFormulasElementByElement() {
    follow(Adagrad.DEFAULT, new ReferenceAdagrad(LEARNING_RATE, 0.1, 1e-7));
    follow(new Adagrad(2, 0.5), new ReferenceAdagrad(LEARNING_RATE, 2, 0.5));
  }

  @Test
  void theNamesStandForTheUsualConstants() {
    assertEquals(new Adam(0.9, 0.999, 1e-8), OptimizerType.ADAM.optimizer());
    assertEquals(new Adagrad(0.1, 1e-7), OptimizerType.ADAGRAD.optimizer());
  }

  /** Steps with gaps, as a row sees them that not every batch touches. */
  private static void follow(Optimizer optimizer, ReferenceOptimizer reference) {
    Random random = new Random(2);
    float[] parameters = new float[LENGTH + 1];
    double[] expected = new double[LENGTH + 1];
    for (int i = 0; i <= LENGTH; i++) {
      parameters[i] = (float) random.nextGaussian();
      expected[i] = parameters[i];
    }
    float[][] states = initialStates(optimizer);
    double[][] expectedStates = new double[LENGTH + 1][];
    Arrays.setAll(expectedStates, i -> reference.initialState());
    double[][] peaks = new double[states.length][LENGTH]; // what a state has added up and lost
    float[] gradients = new float[LENGTH + 1];
    long step = 0;
    for (int s = 0; s < STEPS; s++) {
      step += 1 + random.nextInt(3);
      fillGradients(gradients, random);
      optimizer.update(parameters, gradients, states, LENGTH, step, (float) LEARNING_RATE);
      for (int i = 0; i < LENGTH; i++) {
        expected[i] -= reference.update(gradients[i], expectedStates[i], step);
        assertEquals(expected[i], parameters[i], 1e-5, "parameter " + i + " after step " + step);
        for (int k = 0; k < states.length; k++) {
          double state = expectedStates[i][k];
          peaks[k][i] = Math.max(peaks[k][i], Math.abs(state));
          assertEquals(state, states[k][i], 1e-5 * peaks[k][i] + Float.MIN_VALUE);
        }
      }
    }
    assertBeyondTheLengthNothingMoved(optimizer, expected, parameters, states);
  }

  private static float[][] initialStates(Optimizer optimizer) {
    float[][] states = new float[optimizer.numStates()][LENGTH + 1];
    for (int k = 0; k < states.length; k++) {
      Arrays.fill(states[k], optimizer.initialState(k));
    }
    return states;
  }

  /** Of sizes from 1e-4 to 10, some 0; each index has its own. */
  private static void fillGradients(float[] gradients, Random random) {
    for (int i = 0; i < gradients.length; i++) {
      double scale = Math.pow(10, i % 6 - 4);
      gradients[i] = random.nextInt(5) == 0 ? 0 : (float) (scale * random.nextGaussian());
    }
  }

  private static void assertBeyondTheLengthNothingMoved(
      Optimizer optimizer, double[] expected, float[] parameters, float[][] states) {
    assertEquals(expected[LENGTH], parameters[LENGTH]);
    for (int k = 0; k < states.length; k++) {
      assertEquals(optimizer.initialState(k), states[k][LENGTH]);
    }
  }
}
