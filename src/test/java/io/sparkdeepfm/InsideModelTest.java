package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.insight.ModelInsight;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.stage.VocabularyIndexerModel;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Embeddings and first-order weights by token, and tokens by similarity. */
@Tag("spark")
class InsideModelTest {
  private static final int PAGES = 10;
  private static Dataset<Row> clicks;
  private static PipelineModel fitted;
  private static DeepFMClassificationModel model;

  /** Users click on pages whose number is as even or odd as theirs; each has read two pages. */
  @BeforeAll
  static void fit() {
    clicks =
        SharedSpark.get()
            .range(3000)
            .selectExpr(
                "id",
                "INT(hash(id) & 65535) % 10 AS p",
                "INT(hash(id + 5000) & 65535) % 20 AS u",
                "id / 3000D AS age")
            .selectExpr(
                "IF((p + u) % 2 = 0, 1D, 0D) AS label",
                "CONCAT('page', p) AS page",
                "CONCAT('user', u) AS user",
                "ARRAY(CONCAT('page', id % 10)) AS seen",
                "STRING(id % 7) AS day",
                "age");
    PipelineStage[] stages = {
      new VocabularyIndexer()
          .setInputCols("page", "seen")
          .setOutputCols("page_index", "seen_index")
          .setSharedVocabulary("pages", "page", "seen"),
      new VocabularyIndexer().setInputCols("user").setOutputCols("user_index"),
      new FieldHasher().setInputCols("day").setOutputCols("bucket").setNumBuckets(4),
      new FieldAssembler().setInputCols("page_index", "seen_index", "user_index", "bucket", "age"),
      TinyModels.classifier().setHiddenUnits().setLearningRate(0.03).setNumEpochs(12)
    };
    fitted = new Pipeline().setStages(stages).fit(clicks);
    model = (DeepFMClassificationModel) fitted.stages()[4];
  }

  private static ModelInsight withTokens() {
    return model.insight(fitted);
  }

  private static VocabularyIndexerModel pages() {
    return (VocabularyIndexerModel) fitted.stages()[0];
  }

  private static EmbeddingTable table(String vocabulary) {
    return model.parameters().tables().stream()
        .filter(table -> table.vocabulary().equals(vocabulary))
        .findFirst()
        .orElseThrow();
  }

  /** Rows by vocabulary and index; fails if one is there twice. */
  private static Map<String, Row> byPlace(Dataset<Row> rows) {
    Map<String, Row> map = new HashMap<>();
    for (Row row : rows.collectAsList()) {
      assertNull(map.put(row.getString(0) + " " + row.getInt(1), row), row.toString());
    }
    return map;
  }

  @Test
  void everyRowOfEveryTableIsThereWithItsToken() {
    Dataset<Row> embeddings = withTokens().embeddings();
    Dataset<Row> weights = withTokens().firstOrderWeights();
    assertEquals(
        List.of("vocabulary", "index", "token", "count", "fields", "embedding"),
        List.of(embeddings.columns()));
    assertEquals(
        List.of("vocabulary", "index", "token", "count", "fields", "weight"),
        List.of(weights.columns()));
    Map<String, Row> rows = byPlace(embeddings);
    Map<String, Row> weightRows = byPlace(weights);
    assertEquals(11 + 21 + 4 + 1, rows.size());
    assertEquals(rows.keySet(), weightRows.keySet());
    String[] tokens = pages().tokens("pages");
    long[] counts = pages().counts("pages");
    float[] values = table("pages").values();
    for (int i = 1; i <= PAGES; i++) {
      Row row = rows.get("pages " + i);
      assertEquals(tokens[i], row.getString(2));
      assertEquals(counts[i], row.getLong(3));
      assertEquals(List.of("page_index", "seen_index"), row.getList(4));
      List<Float> expected = new ArrayList<>();
      for (int k = 0; k < 4; k++) {
        expected.add(values[5 * i + k]);
      }
      assertEquals(expected, row.getList(5));
      assertEquals(values[5 * i + 4], weightRows.get("pages " + i).getFloat(5));
    }
  }

  @Test
  void unknownsBucketsAndNumbersHaveNoCount() {
    Map<String, Row> rows = byPlace(withTokens().embeddings());
    for (String vocabulary : List.of("pages", "user")) {
      assertEquals("__unknown", rows.get(vocabulary + " 0").getString(2));
      assertTrue(rows.get(vocabulary + " 0").isNullAt(3));
    }
    for (String place : List.of("day 0", "day 3", "age 0")) {
      assertTrue(rows.get(place).isNullAt(2) && rows.get(place).isNullAt(3), place);
    }
    assertEquals(List.of("bucket"), rows.get("day 2").getList(4));
  }

  @Test
  void withoutStagesThereAreRowsButNoTokens() {
    Dataset<Row> rows = model.embeddings();
    assertEquals(withTokens().embeddings().columns().length, rows.columns().length);
    assertEquals(37, rows.where("token IS NULL AND count IS NULL").count());
    ModelInsight pagesOnly = model.insight(pages());
    assertEquals(11, pagesOnly.firstOrderWeights().where("token IS NOT NULL").count());
  }

  @Test
  @SuppressWarnings("deprecation") // what this bridge says is what it must go on saying
  void aModelThatWasToldItsStagesSaysTheSame() {
    DeepFMClassificationModel told = model.copy(ParamMap.empty()).setFittedStages(fitted);
    DeepFMClassificationModel copy = told.copy(ParamMap.empty());
    assertEquals(byPlace(withTokens().embeddings()), byPlace(copy.embeddings()));
    assertEquals(
        withTokens().similar("user", "user4", 5).collectAsList(),
        copy.similar("user", "user4", 5).collectAsList());
    assertEquals(37, told.setFittedStages(null).embeddings().where("token IS NULL").count());
    assertThrows(IllegalArgumentException.class, () -> told.similar("user", "user4", 5));
    assertEquals(5, copy.similar("user", "user4", 5).count());
  }

  @Test
  void pagesThatTheSameUsersLikeAreFoundSimilar() {
    ModelInsight told = withTokens();
    for (int p = 0; p < PAGES; p++) {
      int parity = p % 2;
      Set<String> expected =
          IntStream.range(0, PAGES)
              .filter(q -> q % 2 == parity)
              .mapToObj(q -> "page" + q)
              .collect(Collectors.toSet());
      expected.remove("page" + p);
      List<Row> found = told.similar("pages", "page" + p, 4).collectAsList();
      assertEquals(
          expected, found.stream().map(row -> row.getString(0)).collect(Collectors.toSet()));
      assertTrue(found.get(3).getDouble(2) > 0, found.toString());
    }
  }

  @Test
  void similarTokensComeWithIndexSimilarityAndCount() {
    Dataset<Row> found = withTokens().similar("pages", "page3", 100);
    assertEquals(List.of("token", "index", "similarity", "count"), List.of(found.columns()));
    List<Row> rows = found.collectAsList();
    assertEquals(PAGES - 1, rows.size());
    double last = 1;
    for (Row row : rows) {
      assertEquals(Arrays.asList(pages().tokens("pages")).indexOf(row.getString(0)), row.getInt(1));
      assertEquals(pages().counts("pages")[row.getInt(1)], row.getLong(3));
      assertTrue(row.getDouble(2) <= last, rows.toString());
      last = row.getDouble(2);
    }
  }

  @Test
  void aLoadedPipelineSaysTheSame(@TempDir Path folder) throws IOException {
    fitted.write().save(folder.resolve("pipeline").toString());
    PipelineModel loaded = PipelineModel.load(folder.resolve("pipeline").toString());
    DeepFMClassificationModel last = (DeepFMClassificationModel) loaded.stages()[4];
    assertEquals(
        withTokens().similar("user", "user4", 5).collectAsList(),
        last.insight(loaded).similar("user", "user4", 5).collectAsList());
    assertEquals(byPlace(withTokens().embeddings()), byPlace(last.insight(loaded).embeddings()));
  }

  @Test
  void mistakesAreOneSentence() {
    ModelInsight told = withTokens();
    assertRefused(
        "The model has no vocabulary 'page'; its vocabularies are pages, user, day, age.",
        () -> told.similar("page", "page3", 2));
    assertRefused(
        "Vocabulary 'pages' has no token 'nowhere' among its 10; take one that"
            + " VocabularyIndexerModel lists.",
        () -> told.similar("pages", "nowhere", 2));
    assertRefused(
        "Vocabulary 'pages' has no token '__unknown' among its 10; take one that"
            + " VocabularyIndexerModel lists.",
        () -> told.similar("pages", "__unknown", 2));
    assertRefused("k is 0, but must be at least 1.", () -> told.similar("pages", "page3", 0));
    String unknownTokens =
        "The tokens of vocabulary '%s' are not known; call insight with the PipelineModel that holds"
            + " the VocabularyIndexerModel that built them (buckets and numbers have no tokens).";
    assertRefused(
        String.format(unknownTokens, "pages"),
        () -> model.insight(fitted.stages()[1]).similar("pages", "page3", 2));
    assertRefused(String.format(unknownTokens, "day"), () -> told.similar("day", "3", 2));
  }

  @Test
  void stagesOfAnotherTrainingAreRefused() {
    PipelineStage[] stages = {
      new VocabularyIndexer()
          .setInputCols("page")
          .setOutputCols("page_index")
          .setVocabularies("pages")
    };
    PipelineModel other = new Pipeline().setStages(stages).fit(clicks.where("page <> 'page9'"));
    assertRefused(
        "Vocabulary 'pages' has 10 indices in the given stages, but the model was trained on 11;"
            + " give the stages that the model was trained with.",
        () -> model.insight(other));
  }

  @Test
  void aModelWithoutFirstOrderHasNoFirstOrderWeights() {
    DeepFMClassificationModel second =
        new DeepFMClassificationModel(
            "second",
            ModelConfigs.withParts(model.config(), false, true),
            model.parameters(),
            null);
    assertEquals(
        "The model was trained with firstOrder=false, so it has no first-order weights.",
        assertThrows(IllegalStateException.class, second::firstOrderWeights).getMessage());
  }

  private static void assertRefused(String sentence, Runnable action) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }
}
