package io.sparkdeepfm.evaluation;

import static io.sparkdeepfm.evaluation.ScoreFrames.unweighted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sparkdeepfm.evaluation.ScoreFrames.Score;
import io.sparkdeepfm.testing.Refusals;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class CalibrationEvaluatorTest {
  private final CalibrationEvaluator evaluator = new CalibrationEvaluator();

  private CalibrationEvaluator binned(int numBins) {
    return evaluator.setMetricName("expectedCalibrationError").setNumBins(numBins);
  }

  @Test
  void theRatioIsPredictedOverObserved() {
    Dataset<Row> rows =
        ScoreFrames.of(List.of(new Score("g", 1, 0.5, 2), new Score("g", 0, 0.25, 4)));
    assertEquals(0.75, evaluator.ratio(rows), 1e-15);
    assertEquals(1, evaluator.setWeightCol("weight").ratio(rows), 1e-15);
    assertEquals(0, evaluator.evaluate(rows), 1e-15);
  }

  @Test
  void tooLargeCountsAsTooSmall() {
    double twice = evaluator.evaluate(unweighted(new double[] {1, 1}, new double[] {0, 1}));
    double half = evaluator.evaluate(unweighted(new double[] {1, 0.25}, new double[] {0, 0.25}));
    assertEquals(Math.log(2), twice, 1e-15);
    assertEquals(Math.log(2), half, 1e-15);
    assertFalse(evaluator.isLargerBetter());
  }

  @Test
  void predictingNoneIsInfinitelyWrong() {
    double error = evaluator.evaluate(unweighted(new double[] {1, 0}, new double[] {0, 0}));
    assertEquals(Double.POSITIVE_INFINITY, error);
  }

  @Test
  void labelsDrawnFromTheirProbabilitiesAreCalibrated() {
    Dataset<Row> rows = ScoreFrames.of(ScoreFrames.calibrated(2, 20_000));
    // Σ y has a standard deviation of √(20,000 / 6) = 58 around 10,000.
    assertEquals(1, evaluator.ratio(rows), 0.02);
    // A bin of 2,000 rows: its rate has one of at most 0.0112.
    assertEquals(0, binned(10).evaluate(rows), 0.0112);
  }

  @Test
  void binsByHand() {
    Dataset<Row> rows =
        unweighted(
            new double[] {0, 0}, // with 0.5, whose bin is (0, 0.5] and 0
            new double[] {1, 0.5},
            new double[] {1, 0.625},
            new double[] {1, 0.75},
            new double[] {0, 1});
    // |0.5 − 1| and |2.375 − 2|, over 5 rows.
    assertEquals((0.5 + 0.375) / 5, binned(2).evaluate(rows), 1e-15);
  }

  @Test
  void oneBinIsTheDifferenceOfTheMeans() {
    List<Score> scores = ScoreFrames.tied(3, 400);
    double difference = 0;
    double weight = 0;
    for (Score score : scores) {
      difference += score.weight() * (score.probability() - score.label());
      weight += score.weight();
    }
    double error = binned(1).setWeightCol("weight").evaluate(ScoreFrames.of(scores));
    assertEquals(Math.abs(difference) / weight, error, 1e-12);
  }

  @Test
  void binsByTheDefinition() {
    List<Score> scores = ScoreFrames.calibrated(4, 1_000);
    int numBins = 7;
    double error = 0;
    for (int m = 1; m <= numBins; m++) {
      List<Score> bin = new ArrayList<>();
      for (Score score : scores) {
        if (score.probability() > (m - 1.0) / numBins && score.probability() <= 1.0 * m / numBins) {
          bin.add(score);
        }
      }
      double mean = bin.stream().mapToDouble(Score::probability).average().orElseThrow();
      double rate = bin.stream().mapToDouble(Score::label).average().orElseThrow();
      error += Math.abs(mean - rate) * bin.size() / scores.size();
    }
    assertEquals(error, binned(numBins).evaluate(ScoreFrames.of(scores)), 1e-12);
  }

  @Test
  void withoutPositivesThereIsNoRatioButAnError() {
    Dataset<Row> rows = unweighted(new double[] {0, 0.25});
    Refusals.assertRefused(
        "Column 'label' has the label 0 in all rows with weight, but a ratio to the observed"
            + " positives needs some; evaluate more rows.",
        () -> evaluator.evaluate(rows));
    assertEquals(0.25, binned(10).evaluate(rows), 1e-15);
  }

  @Test
  void badParamsAreRefused() {
    Refusals.assertRefused("numBins is 0, but must be at least 1.", () -> evaluator.setNumBins(0));
    Refusals.assertRefused(
        "metricName is ratio, but must be one of absoluteLogRatio, expectedCalibrationError.",
        () -> evaluator.setMetricName("ratio"));
  }
}
