package io.sparkdeepfm;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.input_file_name;
import static org.apache.spark.sql.functions.lit;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.execution.ExplainMode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scoring is a projection: the input's columns stay what they were, and what nobody wants goes. */
@Tag("spark")
@Tag("spark4")
class ProjectionTest {
  private static final String SCORING = "BatchProject";

  @TempDir static Path folder;
  private static Dataset<Row> clicks; // of seven files
  private static DeepFMClassificationModel model;
  private static Dataset<Row> scored;

  @BeforeAll
  static void train() {
    Dataset<Row> rows = ClickRows.next(ClickGenerator.linear(7), 2500);
    model = TinyModels.classifier().fit(rows);
    model.setExplainCol("why");
    String path = folder.resolve("clicks").toString();
    rows.repartition(7, col("id")).write().parquet(path);
    clicks = SharedSpark.get().read().parquet(path);
    scored = model.transform(clicks);
  }

  private static String plan(Dataset<?> data) {
    return data.queryExecution().executedPlan().toString();
  }

  @Test
  void columnsOfTheInputAreStillFoundByReference() {
    assertEquals(1000, scored.filter(clicks.col("id").lt(1000)).count());
    assertEquals(
        List.of("id"), Arrays.asList(scored.select(clicks.col("id")).schema().fieldNames()));
    assertFalse(
        Arrays.asList(scored.drop(clicks.col("truth")).schema().fieldNames()).contains("truth"));
    Dataset<Row> other = SharedSpark.get().range(10).select(col("id").as("key"));
    assertEquals(10, scored.join(other, clicks.col("id").equalTo(other.col("key"))).count());
  }

  @Test
  void columnsOfOneNameAreNoTroubleToOthers() {
    Dataset<Row> twice = clicks.select(col("*"), lit(1).as("truth"));
    Dataset<Row> result = model.transform(twice);
    assertEquals(clicks.columns().length + 1 + 4, result.columns().length);
    assertEquals(TinyModels.byId(scored, "probability"), TinyModels.byId(result, "probability"));
  }

  @Test
  void inputFileNameIsThatOfEachRow() {
    Dataset<Row> read = clicks.withColumn("file", input_file_name()).coalesce(1);
    Dataset<Row> result =
        model
            .transform(read)
            .select(
                col("file"),
                input_file_name().as("now"),
                expr("input_file_block_start()").as("start"),
                col("probability"));
    List<Row> rows = result.collectAsList();
    assertEquals(2500, rows.size());
    rows.forEach(row -> assertEquals(row.<String>getAs("file"), row.<String>getAs("now")));
    rows.forEach(row -> assertEquals(0L, row.<Long>getAs("start")));
    assertEquals(7, result.select("now").distinct().count());
    assertTrue(scored.select(input_file_name()).first().getString(0).endsWith(".parquet"));
  }

  @Test
  void nothingIsScoredWhereNoPredictionIsWanted() {
    Dataset<Row> ids = scored.select("id");
    assertTrue(plan(scored).contains(SCORING), plan(scored));
    assertFalse(plan(ids).contains(SCORING), plan(ids));
    assertFalse(plan(ids).contains("features"), plan(ids));
    Dataset<Row> broken = clicks.withColumn("features", broken("id = 5"));
    assertEquals(2500, model.transform(broken).count());
    assertEquals(2500, model.transform(broken).select("id", "truth").collectAsList().size());
  }

  @Test
  void onlyThePredictionsThatAreWantedAreMade() {
    Dataset<Row> prediction = scored.select("id", "prediction");
    assertTrue(plan(prediction).contains("prediction("), plan(prediction));
    assertFalse(plan(prediction).contains("why("), plan(prediction));
    assertFalse(plan(prediction).contains("truth"), plan(prediction));
    assertEquals(TinyModels.byId(scored, "prediction"), TinyModels.byId(prediction, "prediction"));
    assertEquals(
        TinyModels.byId(scored, "why"), TinyModels.byId(scored.select("why", "id"), "why"));
  }

  @Test
  void filtersOfTheInputGoBelowAndOthersStay() {
    Dataset<Row> broken = clicks.withColumn("features", broken("id = 5"));
    Dataset<Row> some =
        model.transform(broken).where("id != 5 AND prediction = 1.0 AND truth > 0.2");
    assertEquals(
        scored.collectAsList().stream()
            .filter(row -> row.<Long>getAs("id") != 5)
            .filter(row -> row.<Double>getAs("prediction") == 1)
            .filter(row -> row.<Double>getAs("truth") > 0.2)
            .count(),
        some.collectAsList().size());
    String plan = plan(scored.where("id < 7 AND prediction = 1.0"));
    assertTrue(plan.contains("PushedFilters: [IsNotNull(id), LessThan(id,7)]"), plan);
  }

  /** The features, of which some rows have none. */
  private static org.apache.spark.sql.Column broken(String where) {
    return expr("IF(" + where + ", NULL, features)")
        .as("features", clicks.schema().apply("features").metadata());
  }

  @Test
  void rowsAreAsSparksOperatorsMakeThem() {
    assertEquals(
        2500,
        scored
            .queryExecution()
            .toRdd()
            .toJavaRDD()
            .filter(row -> row instanceof UnsafeRow)
            .count());
  }

  @Test
  void thePlanIsExplainedInEveryMode() {
    for (String mode : List.of("simple", "extended", "codegen", "cost", "formatted")) {
      String text = scored.queryExecution().explainString(ExplainMode.fromString(mode));
      assertTrue(mode.equals("codegen") || text.contains(SCORING), text);
    }
  }

  @Test
  void localRowsAreScoredInTasksAndNotByTheOptimizer() {
    Dataset<Row> local = SharedSpark.get().createDataFrame(clicks.collectAsList(), clicks.schema());
    assertTrue(plan(model.transform(local)).contains(SCORING), plan(model.transform(local)));
  }

  @Test
  void featuresThatAreComputedOnTheWayAreScored() {
    Dataset<Row> plain = clicks.withColumn("features", broken("id < 0"));
    assertEquals(
        TinyModels.byId(scored, "prediction"),
        TinyModels.byId(model.transform(plain).select("id", "prediction"), "prediction"));
  }

  @Test
  void aSessionThatDoesNotKnowTheOperatorScoresRowByRow() {
    SparkSession other = SharedSpark.get().newSession();
    scored.createOrReplaceGlobalTempView("scored_clicks");
    Dataset<Row> seen = other.table("global_temp.scored_clicks");
    assertFalse(plan(seen).contains(SCORING), plan(seen));
    List<Object> expected = TinyModels.byId(scored, "rawPrediction");
    List<Object> given = TinyModels.byId(seen, "rawPrediction");
    assertEquals(expected.size(), given.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(((Vector) expected.get(i)).apply(1), ((Vector) given.get(i)).apply(1), 1e-5);
    }
    assertEquals(10, seen.select("why.bias").limit(10).collectAsList().size());
  }
}
