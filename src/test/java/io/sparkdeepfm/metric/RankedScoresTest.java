package io.sparkdeepfm.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.metric.ValidationCurves.RocPoint;
import io.sparkdeepfm.optim.LogLoss;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RankedScoresTest {
  private static RankedScores ranked(float[] logits, float[] labels, float... weights) {
    return new RankedScores(List.of(new ScoredExamples(logits, labels, weights)));
  }

  private static float[] ones(int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Labels drawn with the probabilities that the logits say. */
  private static RankedScores calibrated(int size, float shift) {
    Random random = new Random(1);
    float[] logits = new float[size];
    float[] labels = new float[size];
    for (int i = 0; i < size; i++) {
      logits[i] = (float) (1.5 * random.nextGaussian() - 1);
      labels[i] = random.nextDouble() < LogLoss.probability(logits[i] + shift) ? 1 : 0;
    }
    return ranked(logits, labels, ones(size));
  }

  private static double area(List<RocPoint> roc) {
    double area = 0;
    for (int i = 1; i < roc.size(); i++) {
      RocPoint from = roc.get(i - 1);
      RocPoint to = roc.get(i);
      assertTrue(to.falsePositiveRate() >= from.falsePositiveRate(), roc::toString);
      assertTrue(to.truePositiveRate() >= from.truePositiveRate(), roc::toString);
      area +=
          (to.falsePositiveRate() - from.falsePositiveRate())
              * (to.truePositiveRate() + from.truePositiveRate())
              / 2;
    }
    return area;
  }

  @Test
  void aSmallRocHasEveryPoint() {
    // From above: a positive of weight 2, a tie of a positive and a negative, a negative.
    float[] logits = {0, 1, 1, 2};
    float[] labels = {0, 0, 1, 1};
    List<RocPoint> roc = ranked(logits, labels, 1, 3, 2, 2).curves(0).roc();
    assertEquals(
        List.of(
            new RocPoint(0, 0), new RocPoint(0, 0.5), new RocPoint(0.75, 1), new RocPoint(1, 1)),
        roc);
    assertEquals(ranked(logits, labels, 1, 3, 2, 2).auc(), area(roc), 1e-12);
  }

  @Test
  void aLargeRocIsCutButKeepsItsArea() {
    RankedScores ranked = calibrated(50_000, 0);
    List<RocPoint> roc = ranked.curves(0).roc();
    assertTrue(roc.size() > 100 && roc.size() <= RankedScores.MAX_ROC_POINTS, "" + roc.size());
    assertEquals(new RocPoint(0, 0), roc.get(0));
    assertEquals(new RocPoint(1, 1), roc.get(roc.size() - 1));
    assertEquals(ranked.auc(), area(roc), 1e-3);
  }

  @Test
  void withoutBothLabelsThereIsNoRoc() {
    assertEquals(List.of(), ranked(new float[] {0, 1}, new float[] {1, 1}, 1, 1).curves(0).roc());
    assertEquals(List.of(), ranked(new float[] {0, 1}, new float[] {0, 1}, 1, 0).curves(0).roc());
  }

  @Test
  void trueProbabilitiesLieOnTheDiagonal() {
    for (float shift : new float[] {0, -2}) {
      List<CalibrationBin> bins = calibrated(100_000, shift).curves(shift).calibration();
      assertEquals(RankedScores.CALIBRATION_BINS, bins.size());
      double before = 0;
      for (CalibrationBin bin : bins) {
        assertEquals(5000, bin.weight());
        assertEquals(bin.probability(), bin.positiveRate(), 0.025, bin.toString());
        assertTrue(bin.probability() > before);
        before = bin.probability();
      }
    }
  }

  @Test
  void binsByHand() {
    float[] logits = {0, 0, 1, 1, 1};
    float[] labels = {1, 0, 1, 1, 0};
    List<CalibrationBin> bins = ranked(logits, labels, 1, 3, 2, 0, 2).curves(0).calibration();
    assertEquals(2, bins.size()); // equal scores stay together
    assertEquals(new CalibrationBin(0.5, 0.25, 4), bins.get(0));
    assertEquals(1 / (1 + Math.exp(-1)), bins.get(1).probability(), 1e-12);
    assertEquals(0.5, bins.get(1).positiveRate());
  }

  @Test
  void binsHaveAboutTheSameWeight() {
    Random random = new Random(4);
    float[] logits = new float[1000];
    float[] weights = new float[1000];
    for (int i = 0; i < 1000; i++) {
      logits[i] = random.nextFloat();
      weights[i] = random.nextFloat();
    }
    double total = 0;
    for (float weight : weights) {
      total += weight;
    }
    List<CalibrationBin> bins = ranked(logits, ones(1000), weights).curves(0).calibration();
    assertEquals(20, bins.size());
    assertEquals(total, bins.stream().mapToDouble(CalibrationBin::weight).sum(), 1e-9);
    for (CalibrationBin bin : bins) {
      assertEquals(total / 20, bin.weight(), 1.001);
      assertEquals(1, bin.positiveRate(), 1e-12);
    }
  }

  @Test
  void withoutAnyWeightThereIsNothing() {
    assertEquals(ValidationCurves.NONE, new RankedScores(List.of()).curves(0));
    assertEquals(
        ValidationCurves.NONE, ranked(new float[] {0, 1}, new float[] {0, 1}, 0, 0).curves(0));
  }
}
