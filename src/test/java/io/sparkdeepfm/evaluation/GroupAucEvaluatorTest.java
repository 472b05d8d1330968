package io.sparkdeepfm.evaluation;

import static io.sparkdeepfm.evaluation.ScoreFrames.frame;
import static io.sparkdeepfm.evaluation.ScoreFrames.row;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.evaluation.ScoreFrames.Score;
import io.sparkdeepfm.testing.Auc;
import io.sparkdeepfm.testing.Refusals;
import java.util.List;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("spark")
@Tag("spark4")
class GroupAucEvaluatorTest {
  private final GroupAucEvaluator evaluator =
      new GroupAucEvaluator().setGroupCol("group").setWeightCol("weight");

  /** a: 3 rows, AUC 1/2 (one of two pairs). b: 2 rows, a tie. c and d: one class. */
  private static final List<Score> SMALL =
      List.of(
          new Score("a", 1, 0.5, 1),
          new Score("a", 0, 0.2, 1),
          new Score("a", 0, 0.9, 1),
          new Score("b", 1, 0.3, 1),
          new Score("b", 0, 0.3, 1),
          new Score("b", 1, 0.4, 2),
          new Score("c", 0, 0.9, 1),
          new Score("c", 0, 0.1, 1),
          new Score("d", 1, 0.1, 1),
          new Score("d", 0, 0.1, 0));

  private static final double AUC_A = 0.5;
  private static final double AUC_B = (0.5 + 2) / 3;

  @ParameterizedTest
  @CsvSource({"examples, 3, 4", "positives, 1, 3", "equal, 1, 1"})
  void theAverageByHand(String weighting, double weightOfA, double weightOfB) {
    GroupAuc auc = evaluator.setGroupWeighting(weighting).groupAuc(ScoreFrames.of(SMALL));
    double expected = (weightOfA * AUC_A + weightOfB * AUC_B) / (weightOfA + weightOfB);
    assertEquals(expected, auc.value(), 1e-15);
    assertEquals(2, auc.groups());
    assertEquals(2, auc.groupsLeftOut());
    assertEquals(4, auc.rowsLeftOut());
    assertEquals(auc.value(), evaluator.evaluate(ScoreFrames.of(SMALL)), 1e-15);
    assertTrue(evaluator.isLargerBetter());
  }

  @ParameterizedTest
  @ValueSource(strings = {"examples", "positives", "equal"})
  void itIsTheAverageOfTheSharesOfPairsInOrder(String weighting) {
    List<Score> scores = ScoreFrames.tied(6, 500);
    GroupAuc expected = BruteForceGroupAuc.of(scores, weighting);
    GroupAuc actual = evaluator.setGroupWeighting(weighting).groupAuc(ScoreFrames.of(scores));
    assertTrue(expected.groupsLeftOut() > 0 && expected.groups() > 10, expected::toString);
    assertEquals(expected.value(), actual.value(), 1e-12);
    assertEquals(expected.groups(), actual.groups());
    assertEquals(expected.groupsLeftOut(), actual.groupsLeftOut());
    assertEquals(expected.rowsLeftOut(), actual.rowsLeftOut());
  }

  @Test
  void oneGroupOfAllRowsHasSparksAuc() {
    Dataset<Row> rows = ScoreFrames.of(ScoreFrames.tied(7, 300)).selectExpr("*", "1 AS all");
    double spark =
        new BinaryClassificationEvaluator()
            .setRawPredictionCol("probability")
            .setWeightCol("weight")
            .setNumBins(0)
            .evaluate(rows);
    assertEquals(spark, evaluator.setGroupCol("all").evaluate(rows), 1e-12);
  }

  @Test
  void aGroupLargerThanTheBufferOfAWindowIsExact() {
    List<Score> scores = ScoreFrames.calibrated(8, 20_000);
    double[] probabilities = scores.stream().mapToDouble(Score::probability).toArray();
    double[] labels = scores.stream().mapToDouble(Score::label).toArray();
    double actual = evaluator.evaluate(ScoreFrames.of(scores));
    assertEquals(Auc.auc(probabilities, labels), actual, 1e-12);
  }

  @Test
  void onlyTheOrderWithinAGroupCounts() {
    List<Score> scores = ScoreFrames.tied(9, 300);
    List<Score> moved =
        scores.stream()
            .map(
                s -> {
                  double shift = s.group().hashCode() % 3 == 0 ? 0.5 : 0;
                  double p = s.probability() * s.probability() / 2 + shift;
                  return new Score(s.group(), s.label(), p, s.weight());
                })
            .toList();
    double before = evaluator.evaluate(ScoreFrames.of(scores));
    assertEquals(before, evaluator.evaluate(ScoreFrames.of(moved)), 1e-12);
  }

  @Test
  void groupsMayBeOfManyTypes() {
    Dataset<Row> rows =
        ScoreFrames.of(SMALL)
            .selectExpr(
                "*",
                "hash(group) AS number",
                "cast(ascii(group) AS DOUBLE) AS `a.double`",
                "array(group, null) AS list",
                "struct(1 AS one, group AS two) AS pair",
                "cast(group AS BINARY) AS bytes");
    double expected = evaluator.evaluate(rows);
    for (String column : List.of("number", "a.double", "list", "pair", "bytes")) {
      assertEquals(expected, evaluator.setGroupCol(column).evaluate(rows), 1e-15, column);
    }
  }

  @Test
  void negativeAndPositiveZeroAreTied() {
    Dataset<Row> rows =
        ScoreFrames.of(List.of(new Score("a", 1, 0.0, 1), new Score("a", 0, -0.0, 1)));
    assertEquals(0.5, evaluator.evaluate(rows));
  }

  @Test
  void withoutAGroupOfBothLabelsThereIsNoValue() {
    Dataset<Row> rows = ScoreFrames.of(SMALL).where("group IN ('c', 'd')");
    assertEquals(new GroupAuc(Double.NaN, 0, 2, 4), evaluator.groupAuc(rows));
    Refusals.assertRefused(
        "None of the 2 groups of column 'group' has rows of both labels with weight, but group AUC"
            + " needs such groups; evaluate more rows or name a coarser groupCol.",
        () -> evaluator.evaluate(rows));
  }

  @Test
  void aBadGroupIsRefused() {
    GroupAucEvaluator unset = new GroupAucEvaluator();
    Dataset<Row> rows = ScoreFrames.of(SMALL);
    Refusals.assertRefused(
        "groupCol is not set, but group AUC needs a column of groups; name one with setGroupCol.",
        () -> unset.evaluate(rows));
    Refusals.assertRefused(
        "groupCol is 'user', but there is no such column; the columns are group, label, probability,"
            + " weight.",
        () -> unset.setGroupCol("user").evaluate(rows));
    Refusals.assertRefused(
        "Column 'm' (groupCol) has type array<map<string,int>>, by which Spark cannot group; take a"
            + " string or a number.",
        () -> unset.setGroupCol("m").evaluate(rows.selectExpr("*", "array(map('a', 1)) AS m")));
    Dataset<Row> withNull =
        frame("group STRING, label INT, probability DOUBLE", row("a", 1, 0.5), row(null, 0, 0.5));
    Refusals.assertRefused(
        "Column 'group' has the group null, but every row must belong to a group; name the group or"
            + " drop such rows.",
        () -> unset.setGroupCol("group").evaluate(withNull));
    Refusals.assertRefused(
        "groupWeighting is clicks, but must be one of examples, positives, equal.",
        () -> unset.setGroupWeighting("clicks"));
  }
}
