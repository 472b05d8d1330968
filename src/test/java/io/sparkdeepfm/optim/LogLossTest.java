package io.sparkdeepfm.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLossTest {
  @ParameterizedTest
  @ValueSource(doubles = {-12, -3, -0.1, 0, 0.1, 2, 12})
  void lossAndProbabilityAreThoseOfTheNaiveFormulas(double logit) {
    double p = 1 / (1 + Math.exp(-logit));
    assertEquals(p, LogLoss.probability(logit), 1e-15);
    assertEquals(-Math.log(p), LogLoss.loss(logit, 1), 1e-10);
    assertEquals(-Math.log(1 - p), LogLoss.loss(logit, 0), 1e-10);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-12, -3, -0.1, 0.1, 2, 12})
  void theGradientIsThatOfFiniteDifferences(double logit) {
    double step = 1e-5;
    for (int label = 0; label <= 1; label++) {
      double difference = LogLoss.loss(logit + step, label) - LogLoss.loss(logit - step, label);
      assertEquals(difference / (2 * step), LogLoss.gradient(logit, label), 1e-9);
    }
  }

  @Test
  void extremeLogitsCostTheirDistanceAndDoNotOverflow() {
    assertEquals(0, LogLoss.loss(1000, 1));
    assertEquals(1000, LogLoss.loss(1000, 0));
    assertEquals(1000, LogLoss.loss(-1000, 1));
    assertEquals(0, LogLoss.loss(-1000, 0));
    assertEquals(1, LogLoss.probability(1000));
    assertEquals(0, LogLoss.probability(-1000));
    assertEquals(-1, LogLoss.gradient(-1000, 1));
    assertEquals(1, LogLoss.gradient(1000, 0));
    assertEquals(0, LogLoss.gradient(1000, 1));
  }

  @Test
  void theLossOfAProbabilityIsThatOfItsLogit() {
    for (double logit : new double[] {-30, -3, -0.1, 0, 2, 30}) {
      for (double label : new double[] {0, 1}) {
        double expected = LogLoss.loss(logit, label);
        double actual = LogLoss.ofProbability(LogLoss.probability(logit), label);
        // A probability near 1 has lost the digits of its distance to 1, a loss of z those of e⁻ᶻ +
        // z.
        assertEquals(expected, actual, 1e-3 * expected + Math.ulp(30.0));
      }
    }
    assertEquals(Math.log(1e15), LogLoss.ofProbability(0, 1), 1e-12);
    assertEquals(Math.log(1e15), LogLoss.ofProbability(1, 0), 1e-12);
    assertEquals(0, LogLoss.ofProbability(1, 1), 1e-14);
  }
}
