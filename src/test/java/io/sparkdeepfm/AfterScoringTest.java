package io.sparkdeepfm;

import static io.sparkdeepfm.TinyModels.byId;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What Spark does with scored rows: joins, unions, caches, writers, streams and meta-algorithms.
 */
@Tag("spark")
@Tag("spark4")
class AfterScoringTest {
  private static final int ROWS = 1500;
  private static final String[] SETTINGS = {
    "spark.sql.adaptive.enabled",
    "spark.sql.codegen.wholeStage",
    "spark.sql.codegen.factoryMode",
    "spark.sql.autoBroadcastJoinThreshold"
  };

  @TempDir Path folder;
  private static Dataset<Row> clicks;
  private static DeepFMClassificationModel model;

  @BeforeAll
  static void train() {
    clicks = ClickRows.next(ClickGenerator.linear(7), ROWS);
    model = TinyModels.classifier().fit(clicks);
    model.setExplainCol("why");
  }

  @AfterEach
  void resetSettings() {
    for (String setting : SETTINGS) {
      SharedSpark.get().conf().unset(setting);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, true, FALLBACK", "false, true, CODEGEN_ONLY", "true, false, NO_CODEGEN"})
  void joinsAndUnionsWithItselfKeepRowsTogether(
      String adaptive, String wholeStage, String factory) {
    SparkSession session = SharedSpark.get();
    session.conf().set(SETTINGS[0], adaptive);
    session.conf().set(SETTINGS[1], wholeStage);
    session.conf().set(SETTINGS[2], factory);
    session.conf().set(SETTINGS[3], "-1");
    Dataset<Row> scored = model.transform(clicks.repartition(3));
    Dataset<Row> joined = scored.as("l").join(scored.as("r"), expr("l.id = r.id"));
    assertEquals(ROWS, joined.where("l.why.deep = r.why.deep").count());
    assertEquals(ROWS, joined.where("l.prediction = r.prediction AND l.id >= 0").count());
    Dataset<Row> filtered = scored.where("id < 100");
    assertEquals(100, filtered.join(scored, "id").where("id < 200").count());
    assertEquals(2 * ROWS, scored.union(scored).where("why.bias IS NOT NULL").count());
    assertEquals(ROWS, scored.union(scored).select("id", "prediction").distinct().count());
    assertEquals(ROWS, scored.join(clicks.select("id"), "id").select("probability").count());
    assertEquals(100, scored.where("id < 100").orderBy("prediction").collectAsList().size());
  }

  @Test
  void columnsOfOneTypeAreNotTakenForEachOther() {
    SharedSpark.get().conf().set(SETTINGS[3], "-1");
    Dataset<Row> scored = model.transform(clicks);
    Dataset<Row> raw = scored.select(col("id"), col("rawPrediction").as("a"));
    Dataset<Row> probability = scored.select(col("id"), col("probability").as("b"));
    Dataset<Row> both = raw.join(probability, "id");
    assertEquals(byId(scored, "rawPrediction"), byId(both, "a"));
    assertEquals(byId(scored, "probability"), byId(both, "b"));
  }

  @Test
  void cachedAndCheckpointedRowsAreTheSame() {
    Dataset<Row> scored = model.transform(clicks);
    List<Object> expected = byId(scored, "why");
    Dataset<Row> cached = model.transform(clicks).cache();
    try {
      assertEquals(expected, byId(cached, "why"));
      assertEquals(1, cached.where("id = 770").select("why").collectAsList().size());
      String plan = model.transform(clicks).queryExecution().optimizedPlan().toString();
      assertTrue(plan.contains("InMemoryRelation"), plan);
      assertEquals(expected, byId(model.transform(clicks.localCheckpoint()), "why"));
      assertEquals(expected, byId(scored.localCheckpoint(), "why"));
    } finally {
      cached.unpersist(true);
    }
  }

  @Test
  void aFilterOverCachedInputIsPlannedOnce() {
    Dataset<Row> cached = clicks.repartition(2).cache();
    try {
      assertEquals(770L, model.transform(cached).where("id = 770").first().<Long>getAs("id"));
      assertEquals(
          7, model.transform(cached).where("id < 7").orderBy("truth").collectAsList().size());
    } finally {
      cached.unpersist(true);
    }
  }

  @Test
  void rowsComeByEveryWayOutOfADataset() {
    Dataset<Row> scored = model.transform(clicks.repartition(3));
    List<Row> local = new ArrayList<>();
    scored.toLocalIterator().forEachRemaining(local::add);
    assertEquals(ROWS, local.size());
    assertEquals(ROWS, scored.toJavaRDD().map(row -> row.<Row>getAs("why")).count());
    assertEquals(ROWS, scored.toJSON().count());
    assertEquals(5, scored.limit(5).collectAsList().size());
    assertEquals(5, scored.tail(5) instanceof Row[] rows ? rows.length : 0);
    List<Row> first = model.transform(clicks.orderBy(col("id").desc())).limit(3).collectAsList();
    assertEquals(List.of(1499L, 1498L, 1497L), first.stream().map(r -> r.getLong(0)).toList());
    assertEquals(0, scored.where("id < 0").collectAsList().size());
  }

  @Test
  void filesHoldWhatWasScored() {
    Dataset<Row> scored = model.transform(clicks);
    String path = folder.resolve("scored").toString();
    scored.write().partitionBy("prediction").parquet(path);
    Dataset<Row> read = SharedSpark.get().read().parquet(path);
    assertEquals(byId(scored, "why"), byId(read, "why"));
    assertEquals(byId(scored, "probability"), byId(read, "probability"));
  }

  @Test
  void streamsAreScoredByTheSameOperator() throws Exception {
    String input = folder.resolve("input").toString();
    clicks.repartition(3).write().parquet(input);
    Dataset<Row> stream =
        model.transform(SharedSpark.get().readStream().schema(clicks.schema()).parquet(input));
    StreamingQuery query =
        stream
            .where("id < 700")
            .select("id", "probability", "why")
            .writeStream()
            .format("memory")
            .queryName("scored_stream")
            .trigger(Trigger.AvailableNow())
            .start();
    query.awaitTermination();
    Dataset<Row> result = SharedSpark.get().table("scored_stream");
    Dataset<Row> batch = model.transform(clicks).where("id < 700");
    assertEquals(700, result.count());
    assertEquals(byId(batch, "id"), byId(result, "id"));
    String plan = executedPlan(query).toString();
    assertTrue(plan.contains("BatchProject"), plan);
  }

  /** By names: the classes of streams are in another package from Spark 4.1 on. */
  private static Object executedPlan(StreamingQuery query) throws ReflectiveOperationException {
    Object found = query;
    for (String step : List.of("streamingQuery", "lastExecution", "executedPlan")) {
      found = found.getClass().getMethod(step).invoke(found);
    }
    return found;
  }

  @Test
  void streamsOfScoresAreAggregated() throws Exception {
    String input = folder.resolve("counted").toString();
    clicks.repartition(2).write().parquet(input);
    model
        .transform(SharedSpark.get().readStream().schema(clicks.schema()).parquet(input))
        .groupBy("prediction")
        .count()
        .writeStream()
        .outputMode("complete")
        .format("memory")
        .queryName("counted_stream")
        .trigger(Trigger.AvailableNow())
        .start()
        .awaitTermination();
    Map<Object, Object> counts = new TreeMap<>();
    SharedSpark.get()
        .table("counted_stream")
        .collectAsList()
        .forEach(row -> counts.put(row.get(0), row.get(1)));
    Map<Object, Object> expected = new TreeMap<>();
    model
        .transform(clicks)
        .groupBy("prediction")
        .count()
        .collectAsList()
        .forEach(row -> expected.put(row.get(0), row.get(1)));
    assertEquals(expected, counts);
  }

  @Test
  void oneVsRestChoosesAmongThreeClasses() {
    Dataset<Row> three = clicks.withColumn("label", expr("cast(id % 3 AS double)"));
    OneVsRestModel rest = new OneVsRest().setClassifier(TinyModels.classifier()).fit(three);
    Dataset<Row> scored = rest.transform(three);
    assertEquals(ROWS, scored.where("prediction IN (0.0, 1.0, 2.0)").count());
  }
}
