package io.sparkdeepfm.evaluation;

import static io.sparkdeepfm.evaluation.ScoreFrames.unweighted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.evaluation.ScoreFrames.Score;
import io.sparkdeepfm.testing.Refusals;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class NormalizedEntropyEvaluatorTest {
  private final NormalizedEntropyEvaluator evaluator = new NormalizedEntropyEvaluator();

  @Test
  void theRatioByHand() {
    Dataset<Row> rows = unweighted(new double[] {1, 0.8}, new double[] {0, 0.4});
    double loss = -(Math.log(0.8) + Math.log(0.6)) / 2;
    assertEquals(loss / Math.log(2), evaluator.evaluate(rows), 1e-15);
    assertFalse(evaluator.isLargerBetter());
  }

  @Test
  void predictingTheWeightedBaseRateIsOne() {
    List<Score> rows =
        List.of(new Score("g", 1, 0.25, 2), new Score("g", 0, 0.25, 5), new Score("g", 0, 0.25, 1));
    assertEquals(1, evaluator.setWeightCol("weight").evaluate(ScoreFrames.of(rows)), 1e-15);
  }

  @Test
  void aTruthThatVariesIsBelowOneAndTheSameWithoutItsOrderIsAbove() {
    List<Score> scores = ScoreFrames.calibrated(1, 2_000);
    assertTrue(evaluator.evaluate(ScoreFrames.of(scores)) < 0.8);
    List<Score> reversed =
        scores.stream().map(s -> new Score("g", s.label(), 1 - s.probability(), 1)).toList();
    assertTrue(evaluator.evaluate(ScoreFrames.of(reversed)) > 1.2);
  }

  @Test
  void oneLabelAloneIsRefused() {
    Refusals.assertRefused(
        "Column 'label' has the label 0 in all rows with weight, but normalized entropy needs both"
            + " 0 and 1; evaluate more rows or take the log loss.",
        () -> evaluator.evaluate(unweighted(new double[] {0, 0.5})));
    List<Score> noWeight = List.of(new Score("g", 1, 0.5, 1), new Score("g", 0, 0.5, 0));
    Refusals.assertRefused(
        "Column 'label' has the label 1 in all rows with weight, but normalized entropy needs both"
            + " 0 and 1; evaluate more rows or take the log loss.",
        () -> evaluator.setWeightCol("weight").evaluate(ScoreFrames.of(noWeight)));
  }
}
