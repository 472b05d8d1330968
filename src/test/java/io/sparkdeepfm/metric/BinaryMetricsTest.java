package io.sparkdeepfm.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.Auc;
import io.sparkdeepfm.testing.ReferenceDeepFM;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BinaryMetricsTest {
  static BinaryMetrics exact(List<ScoredExamples> parts, double logitShift) {
    return BinaryMetrics.of(parts, new RankedScores(parts), logitShift);
  }

  private static BinaryMetrics metrics(float[] logits, float[] labels, float... weights) {
    return exact(List.of(new ScoredExamples(logits, labels, weights)), 0);
  }

  private static float[] ones(int size) {
    float[] ones = new float[size];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static double[] widen(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  /** Logits of both signs, many of them tied. */
  private static float[] logits(Random random, int size) {
    float[] logits = new float[size];
    for (int i = 0; i < size; i++) {
      logits[i] = Math.round(6 * random.nextGaussian()) / 3f;
    }
    return logits;
  }

  private static float[] labels(Random random, int size) {
    float[] labels = new float[size];
    for (int i = 0; i < size; i++) {
      labels[i] = random.nextInt(3) == 0 ? 1 : 0;
    }
    return labels;
  }

  @Test
  void aucAndLogLossAreThoseOfTheReference() {
    Random random = new Random(1);
    float[] logits = logits(random, 500);
    float[] labels = labels(random, 500);
    BinaryMetrics metrics = metrics(logits, labels, ones(500));
    assertEquals(Auc.auc(widen(logits), widen(labels)), metrics.auc(), 1e-12);
    double loss =
        IntStream.range(0, 500)
            .mapToDouble(i -> ReferenceDeepFM.logLoss(logits[i], labels[i]))
            .average()
            .orElseThrow();
    assertEquals(loss, metrics.logLoss(), 1e-12);
  }

  @Test
  void tiesCountHalfAndWeightsMultiply() {
    float[] logits = {2, 1, 1, 0};
    float[] labels = {1, 1, 0, 0};
    // Pairs: 2 > 1, 2 > 0, 1 = 1, 1 > 0.
    assertEquals(3.5 / 4, metrics(logits, labels, ones(4)).auc(), 1e-15);
    // The tied pair weighs 3 · 5, the others 2 · 5, 2 · 1 and 3 · 1; in all (2 + 3)(5 + 1).
    assertEquals((10 + 2 + 7.5 + 3) / 30, metrics(logits, labels, 2, 3, 5, 1).auc(), 1e-15);
  }

  @Test
  void weightedLogLossByHand() {
    BinaryMetrics metrics = metrics(new float[] {0, 0.5f}, new float[] {1, 0}, 3, 1);
    assertEquals((3 * Math.log(2) + Math.log(1 + Math.exp(0.5))) / 4, metrics.logLoss(), 1e-12);
  }

  @Test
  void aWeightCountsAsRepetition() {
    Random random = new Random(2);
    float[] logits = logits(random, 60);
    float[] labels = labels(random, 60);
    float[] weights = new float[60];
    for (int i = 0; i < 60; i++) {
      weights[i] = random.nextInt(4); // 0 as if the example were not there
    }
    int[] repeated =
        IntStream.range(0, 60)
            .flatMap(i -> IntStream.generate(() -> i).limit((long) weights[i]))
            .toArray();
    BinaryMetrics expected =
        metrics(pick(logits, repeated), pick(labels, repeated), ones(repeated.length));
    BinaryMetrics actual = metrics(logits, labels, weights);
    assertEquals(expected.auc(), actual.auc(), 1e-12);
    assertEquals(expected.logLoss(), actual.logLoss(), 1e-12);
  }

  private static float[] pick(float[] values, int[] places) {
    float[] picked = new float[places.length];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = values[places[i]];
    }
    return picked;
  }

  @Test
  void partsCountTogether() {
    Random random = new Random(3);
    float[] logits = logits(random, 50);
    float[] labels = labels(random, 50);
    BinaryMetrics whole = metrics(logits, labels, ones(50));
    int[] first = IntStream.range(0, 20).toArray();
    int[] rest = IntStream.range(20, 50).toArray();
    BinaryMetrics parts =
        exact(
            List.of(
                new ScoredExamples(pick(logits, rest), pick(labels, rest), ones(30)),
                new ScoredExamples(new float[0], new float[0], new float[0]),
                new ScoredExamples(pick(logits, first), pick(labels, first), ones(20))),
            0);
    assertEquals(whole.auc(), parts.auc(), 1e-12);
    assertEquals(whole.logLoss(), parts.logLoss(), 1e-12);
  }

  @Test
  void aShiftOfTheLogitsChangesTheLossAndNotTheAuc() {
    float[] logits = {-1, 0.5f, 2};
    float[] labels = {0, 1, 1};
    ScoredExamples scored = new ScoredExamples(logits, labels, ones(3));
    BinaryMetrics shifted = exact(List.of(scored), -2);
    assertEquals(metrics(logits, labels, ones(3)).auc(), shifted.auc());
    BinaryMetrics expected = metrics(new float[] {-3, -1.5f, 0}, labels, ones(3));
    assertEquals(expected.logLoss(), shifted.logLoss(), 1e-12);
  }

  @Test
  void negativeAndPositiveZeroAreTied() {
    assertEquals(0.5, metrics(new float[] {-0f, 0f}, new float[] {0, 1}, 1, 1).auc());
  }

  @Test
  void extremeLogitsAreOrdered() {
    float[] logits = {-Float.MAX_VALUE, -Float.MIN_VALUE, Float.MIN_VALUE, Float.MAX_VALUE};
    assertEquals(1, metrics(logits, new float[] {0, 0, 1, 1}, ones(4)).auc());
    assertEquals(0, metrics(logits, new float[] {1, 1, 0, 0}, ones(4)).auc());
  }

  @Test
  void withoutBothKindsThereIsALossButNoAuc() {
    BinaryMetrics positives = metrics(new float[] {0, 0}, new float[] {1, 1}, 1, 1);
    assertTrue(Double.isNaN(positives.auc()));
    assertEquals(Math.log(2), positives.logLoss(), 1e-12);
    assertTrue(Double.isNaN(metrics(new float[] {0, 1}, new float[] {0, 1}, 1, 0).auc()));
  }

  @Test
  void withoutAnyWeightThereIsNeither() {
    for (BinaryMetrics metrics :
        List.of(exact(List.of(), 0), metrics(new float[] {0, 1}, new float[] {0, 1}, 0, 0))) {
      assertTrue(Double.isNaN(metrics.auc()));
      assertTrue(Double.isNaN(metrics.logLoss()));
    }
  }
}
