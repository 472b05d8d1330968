package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

class AucTest {
  @Test
  void perfectOrderIsOneAndReversedOrderIsZero() {
    double[] scores = {0.1, 0.2, 0.8, 0.9};
    assertEquals(1, Auc.auc(scores, new double[] {0, 0, 1, 1}));
    assertEquals(0, Auc.auc(scores, new double[] {1, 1, 0, 0}));
  }

  @Test
  void equalScoresCountHalf() {
    assertEquals(0.5, Auc.auc(new double[] {3, 3, 3}, new double[] {0, 1, 0}));
    // Pairs: 2 > 1, 2 = 2, 1 = 1, 1 < 2.
    assertEquals(0.5, Auc.auc(new double[] {2, 1, 1, 2}, new double[] {1, 1, 0, 0}));
    // Pairs: 3 > 1, 3 > 2, 2 > 1, 2 = 2.
    assertEquals(3.5 / 4, Auc.auc(new double[] {3, 2, 1, 2}, new double[] {1, 1, 0, 0}));
  }

  @Test
  void negativeAndPositiveZeroAreTied() {
    assertEquals(0.5, Auc.auc(new double[] {-0.0, 0.0}, new double[] {0, 1}));
  }

  @Test
  void agreesWithTheCountOverAllPairs() {
    Random random = new Random(3);
    double[] scores = random.doubles(200).map(x -> Math.floor(20 * x)).toArray();
    double[] labels = random.ints(200, 0, 2).asDoubleStream().toArray();
    double wins = 0;
    double pairs = 0;
    for (int i = 0; i < scores.length; i++) {
      for (int j = 0; j < scores.length; j++) {
        if (labels[i] == 1 && labels[j] == 0) {
          wins += (Math.signum(scores[i] - scores[j]) + 1) / 2;
          pairs++;
        }
      }
    }
    assertEquals(wins / pairs, Auc.auc(scores, labels), 1e-12);
  }

  @Test
  void oneClassOnlyIsRefused() {
    refused(
        "There are 2 positive and 0 negative labels, but AUC needs both.",
        new double[] {1, 2},
        new double[] {1, 1});
    refused(
        "There are 0 positive and 2 negative labels, but AUC needs both.",
        new double[] {1, 2},
        new double[] {0, 0});
  }

  @Test
  void badScoresAndLabelsAreRefused() {
    refused(
        "There are 1 scores, but 2 labels; each example has one of both.",
        new double[] {1},
        new double[] {1, 0});
    refused(
        "Score 1 is NaN, but must be a number.", new double[] {1, Double.NaN}, new double[] {1, 0});
    refused("Label 0 is 0.5, but must be 0 or 1.", new double[] {1, 2}, new double[] {0.5, 0});
  }

  private static void refused(String message, double[] scores, double[] labels) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Auc.auc(scores, labels));
    assertEquals(message, e.getMessage());
  }
}
