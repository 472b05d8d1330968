package io.sparkdeepfm.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.optim.Loss;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegressionErrorsTest {
  private static ScoredExamples part(float output, float label, float weight) {
    return new ScoredExamples(new float[] {output}, new float[] {label}, new float[] {weight});
  }

  @Test
  void errorsOfSeveralPartsAreWeighted() {
    RegressionErrors errors =
        RegressionErrors.of(List.of(part(1, 3, 1), part(2, 1, 3)), Loss.SQUARED);
    assertEquals(Math.sqrt((4 + 3) / 4.0), errors.of(Loss.SQUARED), 1e-12);
    assertEquals(4, errors.weight());
  }

  @Test
  void theDevianceIsTwiceWhatTheBestModelWouldGainInLikelihood() {
    double output = 0.7;
    RegressionErrors errors = RegressionErrors.of(List.of(part(0.7f, 5, 2)), Loss.POISSON);
    double gain = Loss.POISSON.loss(output, 5) - Loss.POISSON.loss(Math.log(5), 5);
    assertEquals(2 * gain, errors.of(Loss.POISSON), 1e-6);
    RegressionErrors ofZero = RegressionErrors.of(List.of(part(0.7f, 0, 1)), Loss.POISSON);
    assertEquals(2 * Math.exp(output), ofZero.poissonDeviance(), 1e-6);
  }

  @Test
  void partsAddUpAndNothingIsNaN() {
    RegressionErrors sum = new RegressionErrors();
    assertTrue(Double.isNaN(sum.rootMeanSquaredError()));
    sum.add(RegressionErrors.of(List.of(part(1, 3, 1)), Loss.SQUARED));
    sum.add(RegressionErrors.of(List.of(part(2, 1, 3)), Loss.SQUARED));
    assertEquals(Math.sqrt(7 / 4.0), sum.rootMeanSquaredError(), 1e-12);
  }
}
