package io.sparkdeepfm.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinnedScoresTest {
  private static final int SIZE = 5000;

  /** Weighted scores whose logits spread by some standard deviation around −2. */
  private static ScoredExamples scores(double deviation) {
    Random random = new Random(11);
    float[] logits = new float[SIZE];
    float[] labels = new float[SIZE];
    float[] weights = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      logits[i] = (float) (deviation * random.nextGaussian() - 2);
      labels[i] = random.nextDouble() < 1 / (1 + Math.exp(-logits[i])) ? 1 : 0;
      weights[i] = random.nextInt(4) == 0 ? 0 : random.nextFloat();
    }
    return new ScoredExamples(logits, labels, weights);
  }

  private static BinnedScores binned(ScoredExamples scores, int begin, int end) {
    BinnedScores binned = new BinnedScores();
    for (int i = begin; i < end; i++) {
      binned.add(scores.logits()[i], scores.labels()[i], scores.weights()[i]);
    }
    return binned;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1, 5})
  void metricsAreThoseOfAllScores(double deviation) {
    ScoredExamples scores = scores(deviation);
    BinaryMetrics exact = BinaryMetricsTest.exact(List.of(scores), 0);
    BinnedScores binned = binned(scores, 0, SIZE);
    assertEquals(exact.auc(), binned.auc(), 5e-4);
    assertEquals(exact.logLoss(), binned.logLoss(), 1e-12);
  }

  @Test
  void scoresInABinAreTiesAndOthersAreNot() {
    BinnedScores tied = new BinnedScores();
    tied.add(0.001, 0, 1);
    tied.add(0.002, 1, 1);
    assertEquals(0.5, tied.auc());
    BinnedScores apart = new BinnedScores();
    apart.add(0.001, 0, 1);
    apart.add(0.017, 1, 1);
    apart.add(-0.001, 1, 3);
    assertEquals(0.25, apart.auc());
  }

  @Test
  void logitsBeyondTheBinsAreInTheLast() {
    BinnedScores scores = new BinnedScores();
    scores.add(-1e9, 0, 1);
    scores.add(-40, 1, 1);
    scores.add(40, 0, 1);
    scores.add(1e9, 1, 1);
    assertEquals((0.5 + 1 + 0.5) / 4, scores.auc());
  }

  @Test
  void partsAddUp() {
    ScoredExamples scores = scores(1);
    BinnedScores parts = binned(scores, 0, 1700);
    parts.add(binned(scores, 1700, SIZE));
    BinnedScores whole = binned(scores, 0, SIZE);
    assertEquals(whole.auc(), parts.auc(), 1e-12);
    assertEquals(whole.logLoss(), parts.logLoss(), 1e-12);
    assertEquals(whole.positiveWeight(), parts.positiveWeight(), 1e-9);
  }

  @Test
  void withoutOneOfTheLabelsThereIsNoAuc() {
    BinnedScores scores = new BinnedScores();
    assertTrue(Double.isNaN(scores.logLoss()));
    scores.add(1, 1, 2);
    assertTrue(Double.isNaN(scores.auc()));
    assertEquals(2, scores.positiveWeight());
    assertEquals(0, scores.negativeWeight());
    assertEquals(Math.log1p(Math.exp(-1)), scores.logLoss(), 1e-15);
  }
}
