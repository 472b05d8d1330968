package io.sparkdeepfm.evaluation;

import static io.sparkdeepfm.evaluation.ScoreFrames.frame;
import static io.sparkdeepfm.evaluation.ScoreFrames.row;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.testing.Refusals;
import io.sparkdeepfm.testing.SharedSpark;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What no evaluator takes: each says the same sentence on the driver. */
@Tag("spark")
class BadScoresTest {
  private static final String COLUMNS =
      "group INT, label DOUBLE, probability DOUBLE, weight DOUBLE";
  private static final Object[] GOOD = row(1, 1.0, 0.5, 1.0);
  private static final Object[] ALSO_GOOD = row(1, 0.0, 0.25, 2.0);

  private static List<ScoreEvaluator<?>> evaluators() {
    return List.of(
        new LogLossEvaluator(),
        new NormalizedEntropyEvaluator(),
        new CalibrationEvaluator(),
        new CalibrationEvaluator().setMetricName("expectedCalibrationError"),
        new GroupAucEvaluator().setGroupCol("group"));
  }

  /** One evaluator for each way to read the rows. */
  private static List<ScoreEvaluator<?>> readers() {
    return evaluators().subList(2, 5);
  }

  private static void assertRefused(String message, Dataset<Row> rows) {
    for (ScoreEvaluator<?> evaluator : readers()) {
      evaluator.setWeightCol("weight");
      Refusals.assertRefused(message, () -> evaluator.evaluate(rows));
    }
  }

  private static List<String> problems(Dataset<Row> rows) {
    ScoreColumns columns = new ScoreColumns("label", "probability", "weight");
    return columns.readWithProblems(rows).select("problem").collectAsList().stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /**
   * Checks the sentence of each of some bad values of a column, then that all evaluators throw it.
   *
   * @param sentence with %s in place of the value
   */
  private static void assertValuesRefused(int column, String sentence, Double... values) {
    Object[][] rows = new Object[values.length][];
    for (int i = 0; i < values.length; i++) {
      rows[i] = GOOD.clone();
      rows[i][column] = values[i];
    }
    List<String> expected = Arrays.stream(values).map(v -> String.format(sentence, v)).toList();
    assertEquals(expected, problems(frame(COLUMNS, rows)));
    assertRefused(expected.get(0), frame(COLUMNS, GOOD, rows[0], ALSO_GOOD));
  }

  @Test
  void labelsOtherThan0And1() {
    assertValuesRefused(
        1,
        "Column 'label' has the label %s, but labels must be 0 or 1; convert the column or drop such"
            + " rows.",
        null,
        Double.NaN,
        2.0,
        -1.0,
        0.5);
  }

  @Test
  void probabilitiesOutsideTheirRange() {
    assertValuesRefused(
        2,
        "Column 'probability' has the probability %s, but probabilities must be in [0, 1]; name a"
            + " column of probabilities.",
        Double.NaN,
        null,
        1.5,
        -0.1,
        Double.POSITIVE_INFINITY);
  }

  @Test
  void weightsThatAreNone() {
    assertValuesRefused(
        3,
        "Column 'weight' has the row weight %s, but weights must be finite numbers of at least 0;"
            + " convert the column or drop such rows.",
        -0.1,
        null,
        Double.NaN,
        Double.POSITIVE_INFINITY);
  }

  @Test
  void goodRowsHaveNoProblem() {
    Dataset<Row> rows =
        frame(COLUMNS, GOOD, ALSO_GOOD, row(1, 1.0, 0.0, 0.0), row(1, 0.0, 1.0, 9.0));
    assertEquals(Arrays.asList(null, null, null, null), problems(rows));
  }

  private static Dataset<Row> vectors(Object... probabilities) {
    StructType schema =
        StructType.fromDDL("group INT, label INT, weight INT")
            .add("probability", SQLDataTypes.VectorType());
    List<Row> rows = Arrays.stream(probabilities).map(p -> RowFactory.create(1, 1, 1, p)).toList();
    return SharedSpark.get().createDataFrame(rows, schema);
  }

  @Test
  void vectorsThatAreNotTwoProbabilities() {
    String length =
        "Column 'probability' has a vector of length %d, but vectors must hold two probabilities, of"
            + " label 0 and of label 1.";
    String value =
        "Column 'probability' has the probability %s, but probabilities must be in [0, 1]; name a"
            + " column of probabilities.";
    Dataset<Row> rows =
        vectors(
            Vectors.dense(new double[] {0.5}),
            Vectors.dense(0.5, 0.5),
            Vectors.dense(0.2, 0.2, 0.6),
            null,
            Vectors.dense(-3.5, 3.5),
            Vectors.dense(new double[0]));
    assertEquals(
        Arrays.asList(
            String.format(length, 1),
            null,
            String.format(length, 3),
            String.format(value, "null"),
            String.format(value, "3.5"),
            String.format(length, 0)),
        problems(rows));
    assertRefused(String.format(length, 0), rows);
  }

  /** In that mode Spark fails at a division by 0 and at an index past the end of an array. */
  @Test
  void sentencesAreTheSameInAnsiMode() {
    SharedSpark.get().conf().set("spark.sql.ansi.enabled", true);
    try {
      vectorsThatAreNotTwoProbabilities();
      noWeight();
    } finally {
      SharedSpark.get().conf().unset("spark.sql.ansi.enabled");
    }
  }

  @Test
  void columnsThatAreNotThere() {
    Dataset<Row> rows = frame(COLUMNS, GOOD);
    String columns = "', but there is no such column; the columns are group, label, probability,";
    for (ScoreEvaluator<?> evaluator : evaluators()) {
      Refusals.assertRefused(
          "labelCol is 'y" + columns + " weight.", () -> evaluator.setLabelCol("y").evaluate(rows));
      evaluator.setLabelCol("label");
      Refusals.assertRefused(
          "probabilityCol is 'p" + columns + " weight.",
          () -> evaluator.setProbabilityCol("p").evaluate(rows));
      evaluator.setProbabilityCol("probability");
      Refusals.assertRefused(
          "weightCol is 'w" + columns + " weight.",
          () -> evaluator.setWeightCol("w").evaluate(rows));
    }
  }

  @Test
  void columnsOfTheWrongType() {
    Dataset<Row> rows = frame(COLUMNS, GOOD);
    assertRefused(
        "Column 'label' (labelCol) has type boolean, but must be a number; cast it first.",
        rows.withColumn("label", rows.col("label").cast(DataTypes.BooleanType)));
    assertRefused(
        "Column 'weight' (weightCol) has type string, but must be a number; cast it first.",
        rows.withColumn("weight", rows.col("weight").cast(DataTypes.StringType)));
    assertRefused(
        "Column 'probability' (probabilityCol) has type array<double>, but must be a vector of two"
            + " probabilities or a number, the probability of label 1.",
        rows.selectExpr("group", "label", "weight", "array(probability) AS probability"));
  }

  @Test
  void noRows() {
    assertRefused(
        "There are no rows to evaluate; check how the data was split or filtered.",
        frame(COLUMNS, GOOD).where("label = 0"));
  }

  @Test
  void noWeight() {
    assertRefused(
        "Column 'weight' has the row weight 0 in all 2 rows, but one must be above 0.",
        frame(COLUMNS, row(1, 1.0, 0.5, 0.0), row(1, 0.0, 0.5, 0.0)));
  }
}
