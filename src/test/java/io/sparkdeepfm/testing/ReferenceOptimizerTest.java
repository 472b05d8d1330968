package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ReferenceOptimizerTest {
  private static final double TOLERANCE = 1e-15;

  @Test
  void adamsFirstStepIsTheLearningRateAgainstTheSign() {
    ReferenceAdam adam = ReferenceAdam.withLearningRate(0.01);
    assertEquals(0.01 * 4 / (4 + 1e-8), -adam.step(0, 4, adam.initialState(), 1), TOLERANCE);
    assertEquals(-0.01 * 4 / (4 + 1e-8), -adam.step(0, -4, adam.initialState(), 1), TOLERANCE);
    assertEquals(0, adam.step(0, 0, adam.initialState(), 1), TOLERANCE);
  }

  @Test
  void adamsEpsilonStandsOutsideTheRoot() {
    ReferenceAdam adam = new ReferenceAdam(1, 0.9, 0.999, 0.5);
    assertEquals(4 / 4.5, -adam.step(0, 4, adam.initialState(), 1), TOLERANCE);
  }

  @Test
  void adamsSecondStepAgreesWithTheFormulasByHand() {
    ReferenceAdam adam = new ReferenceAdam(0.1, 0.5, 0.75, 0.25);
    double[] state = adam.initialState();
    assertEquals(0.1 * 2 / 2.25, -adam.step(0, 2, state, 1), TOLERANCE);
    assertArrayEquals(new double[] {1, 1}, state, TOLERANCE);
    // m = 0.5 · 1 + 0.5 · 4 = 2.5, v = 0.75 · 1 + 0.25 · 16 = 4.75.
    double expected = 0.1 * (2.5 / 0.75) / (Math.sqrt(4.75 / 0.4375) + 0.25);
    assertEquals(expected, -adam.step(0, 4, state, 2), TOLERANCE);
    assertArrayEquals(new double[] {2.5, 4.75}, state, TOLERANCE);
  }

  @Test
  void adamCorrectsForTheGlobalStepOfALateFirstTouch() {
    ReferenceAdam adam = new ReferenceAdam(0.1, 0.5, 0.75, 0.25);
    // m = 1 and v = 1 over 1 − 0.5³ and 1 − 0.75³.
    double expected = 0.1 * (1 / 0.875) / (Math.sqrt(1 / 0.578125) + 0.25);
    assertEquals(expected, -adam.step(0, 2, adam.initialState(), 3), TOLERANCE);
  }

  @Test
  void adagradsFirstStepsAgreeWithTheFormulasByHand() {
    ReferenceAdagrad adagrad = new ReferenceAdagrad(0.5, 0.1, 0.25);
    double[] state = adagrad.initialState();
    assertEquals(0.5 * 3 / (Math.sqrt(9.1) + 0.25), -adagrad.step(0, 3, state, 1), TOLERANCE);
    assertEquals(0.5 * -4 / (Math.sqrt(25.1) + 0.25), -adagrad.step(0, -4, state, 2), TOLERANCE);
    assertArrayEquals(new double[] {25.1}, state, 1e-12);
  }

  @Test
  void adagradBeginsAtAnAccumulatorOfOneTenth() {
    assertArrayEquals(new double[] {0.1}, ReferenceAdagrad.withLearningRate(0.5).initialState());
  }
}
