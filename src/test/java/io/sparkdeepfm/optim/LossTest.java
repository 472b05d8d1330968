package io.sparkdeepfm.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LossTest {
  private static final double STEP = 1e-6;

  @ParameterizedTest
  @EnumSource(Loss.class)
  void theGradientIsTheSlopeOfTheLoss(Loss loss) {
    for (double label : new double[] {0, 1, 2.5, 40}) {
      for (double output : new double[] {-3, -0.2, 0, 1.7, 4}) {
        if (loss.takes(label)) {
          double slope =
              (loss.loss(output + STEP, label) - loss.loss(output - STEP, label)) / (2 * STEP);
          assertEquals(slope, loss.gradient(output, label), 1e-6 * (1 + Math.abs(slope)));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"LOG, 0.3", "SQUARED, -4.5", "POISSON, 7"})
  void theOutputOfTheMeanIsTheBestConstant(Loss loss, double mean) {
    double best = loss.output(mean);
    assertEquals(mean, loss.mean(best), 1e-12);
    assertEquals(0, loss.gradient(best, mean), 1e-12); // linear in the label, so for its mean
    assertTrue(loss.loss(best, mean) < loss.loss(best + 0.1, mean));
    assertTrue(loss.loss(best, mean) < loss.loss(best - 0.1, mean));
  }

  @ParameterizedTest
  @CsvSource({
    "LOG, 0.5, false",
    "LOG, 1, true",
    "SQUARED, -1e30, true",
    "SQUARED, 1e39, false",
    "SQUARED, NaN, false",
    "POISSON, 0, true",
    "POISSON, -1e-9, false",
    "POISSON, Infinity, false"
  })
  void aLossTakesTheLabelsThatItIsDefinedFor(Loss loss, double label, boolean taken) {
    if (taken) {
      assertTrue(loss.takes(label));
    } else {
      assertFalse(loss.takes(label));
    }
  }
}
