package io.sparkdeepfm.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.encode.RowRules.PriorCorrection;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.optim.LogLoss;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowRulesTest {
  private static final int ROWS = 100_000;
  private static final RowRules NEITHER = new RowRules(0, 1, 1, 5);

  private static long count(java.util.function.LongPredicate holds) {
    return LongStream.range(0, ROWS).filter(holds).count();
  }

  @Test
  void aFractionOfTheRowsIsForValidation() {
    RowRules rules = new RowRules(0.2, 1, 1, 5);
    assertEquals(0.2, (double) count(rules::isValidation) / ROWS, 0.005);
    assertEquals(0, count(NEITHER::isValidation));
  }

  @Test
  void aPartOfTheNegativesIsKeptAndEveryPositive() {
    RowRules rules = new RowRules(0, 0.3, 1, 5);
    assertEquals(0.3, (double) count(row -> rules.isKept(row, 0)) / ROWS, 0.006);
    assertEquals(ROWS, count(row -> rules.isKept(row, 1)));
    assertEquals(ROWS, count(row -> NEITHER.isKept(row, 0)));
  }

  @Test
  void validationAndSamplingAreChosenIndependently() {
    RowRules rules = new RowRules(0.5, 0.5, 1, 5);
    long both = count(row -> rules.isValidation(row) && rules.isKept(row, 0));
    assertEquals(0.25, (double) both / ROWS, 0.006);
  }

  @Test
  void theSeedDecides() {
    RowRules one = new RowRules(0.5, 1, 1, 1);
    RowRules same = new RowRules(0.5, 1, 1, 1);
    RowRules other = new RowRules(0.5, 1, 1, 2);
    assertEquals(ROWS, count(row -> one.isValidation(row) == same.isValidation(row)));
    assertNotEquals(ROWS, count(row -> one.isValidation(row) == other.isValidation(row)));
  }

  @Test
  void positivesWeighMore() {
    RowRules rules = new RowRules(0, 1, 4, 1);
    assertEquals(2, rules.weight(1, 0.5));
    assertEquals(0.5, rules.weight(0, 0.5));
  }

  /** He et al. 2014: q = p / (p + (1 − p) / r). */
  @Test
  void theCorrectionOfTheBiasIsThatOfTheProbability() {
    double rate = 0.025;
    PriorCorrection correction = new PriorCorrection(rate);
    for (double logit : new double[] {-3, 0, 2.5}) {
      DeepFMParameters parameters = new DeepFMParameters(List.of(), new float[] {(float) logit, 7});
      correction.apply(parameters);
      double p = LogLoss.probability(logit);
      double expected = p / (p + (1 - p) / rate);
      assertEquals(expected, LogLoss.probability(parameters.dense()[0]), 1e-6);
      assertEquals(7, parameters.dense()[1]);
      correction.revert(parameters);
      assertEquals(logit, parameters.dense()[0], 1e-6);
    }
    assertEquals(0, new PriorCorrection(1).logitShift());
    assertTrue(correction.logitShift() < 0);
    assertFalse(Double.isNaN(correction.logitShift()));
  }
}
