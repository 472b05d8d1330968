package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Explanations beside the predictions, for fields of every kind. */
@Tag("spark")
@Tag("spark4")
class ExplainTest {
  private static final int ROWS = 2500;
  private static Dataset<Row> train;
  private static Dataset<Row> test;

  @BeforeAll
  static void assemble() {
    Dataset<Row> raw =
        SharedSpark.get()
            .range(ROWS)
            .selectExpr(
                "id",
                "IF(id % 3 = 0 OR id % 7 = 2, 1D, 0D) AS label",
                "IF(id % 11 = 0, NULL, CONCAT('page', id % 9)) AS page",
                "IF(id % 10 = 0, NULL, CONCAT('page', id % 5, ':0.5,page', id % 3, ':-2')) AS seen",
                "CONCAT('tag', id % 5, ',tag', id % 2, ',tag', id % 13) AS tags",
                "IF(id % 7 = 0, NULL, (id % 100) / 50D) AS age",
                "ARRAY('user', STRING(id % 40)) AS visitor");
    Dataset<Row> known = raw.where("page IS NULL OR page < 'page7'");
    PipelineStage[] stages = {
      new VocabularyIndexer()
          .setInputCols("page", "seen", "tags")
          .setOutputCols("page_index", "seen_index", "tags_index")
          .setSharedVocabulary("page", "page", "seen")
          .setDelimiterArray("", ",", ","),
      new FieldHasher().setInputCols("visitor").setOutputCols("bucket").setNumBuckets(64),
      new FieldAssembler()
          .setInputCols("page_index", "seen_index", "tags_index", "bucket", "age")
          .setPoolings("sum", "sum", "mean", "sqrtn", "sum")
    };
    PipelineModel fitted = new Pipeline().setStages(stages).fit(known);
    train = fitted.transform(known).cache();
    test = fitted.transform(raw).cache();
  }

  @AfterAll
  static void forgetRows() {
    train.unpersist(true);
    test.unpersist(true);
  }

  private static DeepFMClassifier classifier() {
    return TinyModels.classifier().setNumEpochs(1).setLearningRate(0.05).setExplainCol("why");
  }

  static Stream<DeepFMClassifier> shapes() {
    return Stream.of(
        classifier(),
        classifier().setInteraction("field").setHead("weighted").setNegativeSamplingRate(0.5),
        classifier().setHead("weighted").setHiddenUnits(),
        classifier().setFirstOrder(false),
        classifier().setSecondOrder(false).setDeepInput("biInteraction"));
  }

  private static Dataset<Row> projected(DeepFMClassificationModel model) {
    return model.scoring(test).project(test);
  }

  private static Dataset<Row> mapped(DeepFMClassificationModel model) {
    return model.scoring(test).mapPartitions(test);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void termsAddUpToTheLogitInBothFormsOfRows(DeepFMClassifier classifier) {
    DeepFMClassificationModel model = classifier.fit(train);
    for (Dataset<Row> scored : List.of(projected(model), mapped(model))) {
      List<Row> rows = scored.select("why", "rawPrediction").collectAsList();
      assertEquals(ROWS, rows.size());
      for (Row row : rows) {
        double logit = row.<Vector>getAs(1).apply(1);
        assertEquals(logit, sum(row.getStruct(0)), 1e-5 * Math.max(1, Math.abs(logit)));
        assertEquals(model.parameters().dense()[0], row.getStruct(0).getDouble(0));
      }
    }
    assertEquals(TinyModels.byId(mapped(model), "why"), TinyModels.byId(projected(model), "why"));
    assertEquals(mapped(model).schema(), projected(model).schema());
    assertEquals(
        Set.of(model.transformSchema(test.schema()).fields()),
        Set.of(model.transform(test).schema().fields()));
  }

  private static double sum(Row why) {
    double sum = why.<Double>getAs("bias") + why.<Double>getAs("deep");
    for (Object term : why.<Object, Object>getJavaMap(1).values()) {
      sum += (Double) term;
    }
    for (Row pair : why.<Row>getList(2)) {
      sum += pair.<Double>getAs("term");
    }
    return sum;
  }

  @Test
  void onlyFieldsWithValuesHaveTerms() {
    Dataset<Row> scored = classifier().fit(train).transform(test);
    Row missing = scored.where("id = 770").first().getAs("why"); // no page, seen or age
    assertEquals(List.of("tags", "visitor"), List.copyOf(firstOrder(missing).keySet()));
    assertEquals(List.of("tags tags", "tags visitor", "visitor visitor"), pairs(missing));
    Row unknown = scored.where("id = 8").first().getAs("why"); // page8 is unknown
    assertEquals(5, firstOrder(unknown).size());
    assertTrue(firstOrder(unknown).containsKey("page"));
    assertEquals(10 + 3, pairs(unknown).size());
    assertEquals(
        firstOrder(unknown).get("age"),
        scored.where("id = 8").selectExpr("why.firstOrder.age").first().get(0));
  }

  private static Map<Object, Object> firstOrder(Row why) {
    return why.getJavaMap(1);
  }

  private static List<String> pairs(Row why) {
    return why.<Row>getList(2).stream()
        .map(pair -> pair.getString(0) + " " + pair.getString(1))
        .toList();
  }

  @Test
  void nothingIsExplainedUnlessAskedFor() {
    DeepFMClassificationModel model = classifier().setExplainCol("").fit(train);
    assertEquals("", model.getExplainCol());
    assertEquals(test.columns().length + 3, model.transform(test).columns().length);
    model.setExplainCol("because").setRawPredictionCol("");
    model.setProbabilityCol("").setPredictionCol("");
    Dataset<Row> explained = model.transform(test);
    assertEquals("because", explained.columns()[test.columns().length]);
    assertEquals(test.columns().length + 1, explained.columns().length);
    assertEquals(ROWS, explained.where("because.bias IS NOT NULL").count());
    model.setExplainCol(null);
    assertEquals(test.columns().length, model.transform(test).columns().length);
  }

  @Test
  void aSavedModelExplainsAlike(@TempDir Path folder) throws IOException {
    DeepFMClassificationModel model = classifier().fit(train);
    model.write().save(folder.resolve("model").toString());
    DeepFMClassificationModel loaded =
        DeepFMClassificationModel.load(folder.resolve("model").toString());
    assertEquals("why", loaded.getExplainCol());
    assertEquals(
        TinyModels.byId(model.transform(test), "why"),
        TinyModels.byId(loaded.transform(test), "why"));
    Path rows = folder.resolve("rows");
    loaded.transform(test).select("id", "why").write().parquet(rows.toString());
    assertEquals(
        TinyModels.byId(model.transform(test), "why"),
        TinyModels.byId(SharedSpark.get().read().parquet(rows.toString()), "why"));
  }

  @Test
  void aColumnThatIsThereAlreadyIsRefused() {
    DeepFMClassificationModel model = classifier().fit(train);
    for (String taken : List.of("id", "features", "prediction")) {
      String sentence =
          "explainCol is '%s', but there is a column of that name already; drop it or choose another"
              + " name.";
      DeepFMClassifier estimator = classifier().setExplainCol(taken);
      model.setExplainCol(taken);
      assertRefused(String.format(sentence, taken), () -> estimator.fit(train));
      assertRefused(String.format(sentence, taken), () -> model.transform(test));
      assertRefused(String.format(sentence, taken), () -> model.transformSchema(test.schema()));
    }
  }

  private static void assertRefused(String sentence, Runnable action) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  @Test
  void scoredTwiceWithDifferentNamesBothStay() {
    DeepFMClassificationModel model = classifier().fit(train);
    Dataset<Row> once = model.transform(test).drop("rawPrediction", "probability", "prediction");
    Dataset<Row> twice = model.setExplainCol("again").transform(once);
    assertEquals(
        ROWS, twice.where("why.deep = again.deep AND why.secondOrder = again.secondOrder").count());
  }
}
