package io.sparkdeepfm.evaluation;

import static io.sparkdeepfm.evaluation.ScoreFrames.frame;
import static io.sparkdeepfm.evaluation.ScoreFrames.row;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  private static void assertRowRefused(String message, Object... bad) {
    assertRefused(message, frame(COLUMNS, GOOD, bad, ALSO_GOOD));
  }

  private static Double number(String text) {
    return text.equals("null") ? null : (Double) Double.parseDouble(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "NaN", "2.0", "-1.0", "0.5"})
  void labelsOtherThan0And1(String label) {
    assertRowRefused(
        "Column 'label' has the label "
            + label
            + ", but labels must be 0 or 1; convert the column or drop such rows.",
        row(1, number(label), 0.5, 1.0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "NaN", "1.5", "-0.1", "Infinity"})
  void probabilitiesOutsideTheirRange(String probability) {
    assertRowRefused(
        "Column 'probability' has the probability "
            + probability
            + ", but probabilities must be in [0, 1]; name a column of probabilities.",
        row(1, 0.0, number(probability), 1.0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "NaN", "-0.1", "Infinity"})
  void weightsThatAreNone(String weight) {
    assertRowRefused(
        "Column 'weight' has the row weight "
            + weight
            + ", but weights must be finite numbers of at least 0; convert the column or drop such"
            + " rows.",
        row(1, 0.0, 0.5, number(weight)));
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
    assertRefused(
        "Column 'probability' has a vector of length 3, but vectors must hold two probabilities, of"
            + " label 0 and of label 1.",
        vectors(Vectors.dense(0.5, 0.5), Vectors.dense(0.2, 0.2, 0.6)));
    assertRefused(
        "Column 'probability' has a vector of length 1, but vectors must hold two probabilities, of"
            + " label 0 and of label 1.",
        vectors(Vectors.dense(new double[] {0.5})));
    assertRefused(
        "Column 'probability' has the probability null, but probabilities must be in [0, 1]; name a"
            + " column of probabilities.",
        vectors(Vectors.dense(0.5, 0.5), null));
    assertRefused(
        "Column 'probability' has the probability 3.5, but probabilities must be in [0, 1]; name a"
            + " column of probabilities.",
        vectors(Vectors.dense(-3.5, 3.5)));
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
