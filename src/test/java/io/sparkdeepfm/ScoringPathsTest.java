package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows as Spark keeps them and rows of Java objects are scored alike. */
@Tag("spark")
@Tag("spark4")
class ScoringPathsTest {
  private static Dataset<Row> rows;
  private static DeepFMClassificationModel model;

  @BeforeAll
  static void train() {
    Dataset<Row> clicks = ClickRows.next(ClickGenerator.linear(7), 1500);
    model = TinyModels.classifier().setHiddenUnits(8, 4).fit(clicks);
    rows =
        withDenseVectors(clicks)
            .withColumn("a.b`c", functions.expr("IF(id % 3 = 0, NULL, concat('é', id))"))
            .withColumn("list", functions.expr("array(id, NULL, id + 1)"))
            .withColumn("map", functions.expr("map(cast(id AS string), array(1.5D))"))
            .withColumn("nested", functions.expr("named_struct('x', id, 'y', date'2024-02-29')"))
            .withColumn("decimal", functions.expr("cast(id AS decimal(30, 5)) / 7"))
            .withColumn("bytes", functions.expr("cast(cast(id AS string) AS binary)"))
            .withColumn("nothing", functions.lit(null));
  }

  /** Every other vector as a dense one. */
  private static Dataset<Row> withDenseVectors(Dataset<Row> clicks) {
    var dense = functions.udf((UDF1<Vector, Vector>) Vector::toDense, SQLDataTypes.VectorType());
    var features = functions.col("features");
    return clicks.withColumn(
        "features",
        functions
            .when(functions.expr("id % 2 = 0"), dense.apply(features))
            .otherwise(features)
            .as("features", clicks.schema().apply("features").metadata()));
  }

  private static Dataset<Row> projected(Dataset<Row> data) {
    return model.scoring(data).project(data);
  }

  private static Dataset<Row> mapped(Dataset<Row> data) {
    return model.scoring(data).mapPartitions(data);
  }

  /** Rows as text, because rows with byte arrays never equal each other. */
  private static List<String> text(Dataset<Row> data) {
    return data
        .withColumn("bytes", functions.base64(functions.col("bytes")))
        .orderBy("id")
        .collectAsList()
        .stream()
        .map(Row::toString)
        .toList();
  }

  @Test
  void bothGiveTheSameRowsForAllTypes() {
    assertEquals(text(mapped(rows)), text(projected(rows)));
    assertEquals(mapped(rows).schema(), projected(rows).schema());
    for (var field : mapped(rows).schema().fields()) {
      assertEquals(field.metadata(), projected(rows).schema().apply(field.name()).metadata());
    }
  }

  @Test
  void transformReadsRowsAsSparkKeepsThem() {
    String plan = model.transform(rows).queryExecution().executedPlan().toString();
    assertFalse(plan.contains("DeserializeToObject"), plan);
  }

  @Test
  void cachedRowsAreScoredLikeOthers() {
    Dataset<Row> cached = rows.repartition(3).cache();
    try {
      assertEquals(text(mapped(rows)).size(), text(projected(cached)).size());
      assertEquals(text(mapped(cached)), text(projected(cached)));
    } finally {
      cached.unpersist();
    }
  }

  @Test
  void scoredRowsJoinWithThemselves() {
    Dataset<Row> scored = model.transform(rows).select("id", "prediction");
    assertEquals(1500, scored.join(scored.withColumnRenamed("prediction", "again"), "id").count());
    assertEquals(1500, scored.as("l").join(scored.as("r"), functions.expr("l.id = r.id")).count());
  }

  @Test
  void scoringTwiceGivesBothColumns() {
    DeepFMClassificationModel second = model.copy(ParamMap.empty());
    second.setRawPredictionCol("").setProbabilityCol("").setPredictionCol("again");
    Dataset<Row> twice = second.transform(model.transform(rows));
    assertEquals(1500, twice.where("prediction = again").count());
  }

  @Test
  void nullVectorsFailBothWithTheSameSentence() {
    Dataset<Row> bad =
        rows.withColumn(
            "features",
            functions
                .expr("IF(id = 5, NULL, features)")
                .as("features", rows.schema().apply("features").metadata()));
    String sentence =
        "Column 'features' has a null features vector; assemble the features with FieldAssembler,"
            + " which leaves missing values out instead.";
    assertEquals(sentence, refusal(projected(bad)));
    assertEquals(sentence, refusal(mapped(bad)));
  }

  private static String refusal(Dataset<Row> data) {
    Throwable failure = assertThrows(Exception.class, data::collect);
    while (!(failure instanceof IllegalArgumentException) && failure.getCause() != null) {
      failure = failure.getCause();
    }
    return failure.getMessage();
  }
}
