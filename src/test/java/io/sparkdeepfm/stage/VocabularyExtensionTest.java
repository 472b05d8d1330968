package io.sparkdeepfm.stage;

import static io.sparkdeepfm.testing.Frames.assertRefused;
import static io.sparkdeepfm.testing.Frames.cells;
import static io.sparkdeepfm.testing.Frames.column;
import static io.sparkdeepfm.testing.Frames.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.testing.Frames;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vocabularies that grow: old tokens keep their indices, whatever the new data hold. */
@Tag("spark")
class VocabularyExtensionTest {
  private static VocabularyIndexer indexer(String... columns) {
    String[] outputs = Arrays.stream(columns).map(c -> c + "_index").toArray(String[]::new);
    return new VocabularyIndexer().setInputCols(columns).setOutputCols(outputs);
  }

  private static Dataset<Row> letters(String letters) {
    return column("c STRING", (Object[]) letters.split(""));
  }

  /** Tokens a, b, c at 1, 2, 3 with counts 3, 2, 1. */
  private static VocabularyIndexerModel old() {
    return indexer("c").fit(letters("aaabbc"));
  }

  @Test
  void oldTokensKeepTheirIndicesAndNewOnesFollowByCount() {
    VocabularyIndexerModel model = indexer("c").setInitialModel(old()).fit(letters("zzzzzyyxccca"));
    assertArrayEquals(new String[] {"__unknown", "a", "b", "c", "z", "y", "x"}, model.tokens("c"));
    assertEquals(List.of(1, 2, 3, 4, 0), cells(model.transform(letters("abczq")), "c_index"));
  }

  @Test
  void countsAreThoseOfAllFitsTogether() {
    VocabularyIndexerModel once = indexer("c").setInitialModel(old()).fit(letters("zzccca"));
    assertArrayEquals(new long[] {0, 4, 2, 4, 2}, once.counts("c"));
    VocabularyIndexerModel twice = indexer("c").setInitialModel(once).fit(letters("zb"));
    assertArrayEquals(new long[] {0, 4, 3, 4, 3}, twice.counts("c"));
    assertArrayEquals(new long[] {0, 3, 2, 1}, old().counts("c"));
  }

  @Test
  void theMinimumFrequencyHoldsForNewTokensInTheNewData() {
    VocabularyIndexerModel model =
        indexer("c").setMinFrequency(2).setInitialModel(old()).fit(letters("zzycb"));
    assertArrayEquals(new String[] {"__unknown", "a", "b", "c", "z"}, model.tokens("c"));
    assertArrayEquals(new long[] {0, 3, 3, 2, 2}, model.counts("c"));
  }

  @Test
  void theMaximumSizeHoldsForAllTokensButDropsNoOldOne() {
    VocabularyIndexer extending = indexer("c").setInitialModel(old());
    Dataset<Row> data = letters("zzyyyx");
    assertArrayEquals(
        new String[] {"__unknown", "a", "b", "c", "y"},
        extending.setMaxVocabularySize(4).fit(data).tokens("c"));
    assertArrayEquals(
        new String[] {"__unknown", "a", "b", "c"},
        extending.setMaxVocabularySize(2).fit(data).tokens("c"));
  }

  @Test
  void theSameDataChangeNothingButTheCounts() {
    Dataset<Row> data = letters("aaabbc");
    VocabularyIndexerModel model = indexer("c").setInitialModel(old()).fit(data);
    assertArrayEquals(old().tokens("c"), model.tokens("c"));
    assertArrayEquals(new long[] {0, 6, 4, 2}, model.counts("c"));
  }

  @Test
  void eachVocabularyIsExtendedByItsOwnColumns() {
    Dataset<Row> first = Frames.of("a STRING, b STRING, n INT", row("x", "y", 7), row("x", "x", 7));
    Dataset<Row> second =
        Frames.of("a STRING, b STRING, n INT", row("w", "y", 8), row("x", "y", null));
    VocabularyIndexer shared = indexer("a", "b", "n").setSharedVocabulary("ab", "a", "b");
    VocabularyIndexerModel model =
        shared.copy(ParamMap.empty()).setInitialModel(shared.fit(first)).fit(second);
    assertArrayEquals(new String[] {"__unknown", "x", "y", "w"}, model.tokens("ab"));
    assertArrayEquals(new long[] {0, 4, 3, 1}, model.counts("ab"));
    assertArrayEquals(new String[] {"__unknown", "7", "8"}, model.tokens("n"));
    assertArrayEquals(new long[] {0, 2, 1}, model.counts("n"));
  }

  @Test
  void aColumnWithoutNewValuesKeepsItsVocabulary() {
    VocabularyIndexerModel model =
        indexer("c").setInitialModel(old()).fit(column("c STRING", null, null));
    assertArrayEquals(old().tokens("c"), model.tokens("c"));
    assertArrayEquals(old().counts("c"), model.counts("c"));
  }

  @Test
  void aVocabularyOfTheUnknownAloneIsBuiltAnew() {
    VocabularyIndexerModel empty = indexer("c").setMinFrequency(9).fit(letters("ab"));
    VocabularyIndexer extending = indexer("c").setInitialModel(empty);
    assertArrayEquals(
        new String[] {"__unknown", "b", "a"}, extending.fit(letters("bba")).tokens("c"));
    assertRefused("Column 'c' holds no value", () -> extending.fit(column("c STRING", null, null)));
  }

  @Test
  void aCopyAndAPipelineExtendToo() {
    VocabularyIndexer extending = indexer("c").setInitialModel(old());
    assertEquals(5, extending.copy(ParamMap.empty()).fit(letters("z")).vocabularySizes().get("c"));
    Dataset<Row> indexed =
        new Pipeline()
            .setStages(new PipelineStage[] {extending})
            .fit(letters("z"))
            .transform(letters("zc"));
    assertEquals(List.of(4, 3), cells(indexed, "c_index"));
  }

  @Test
  void aSavedModelOrPipelineIsExtendedByItsPath(@TempDir Path folder) throws Exception {
    String model = folder.resolve("model").toString();
    String pipeline = folder.resolve("pipeline").toString();
    old().write().save(model);
    new Pipeline()
        .setStages(new PipelineStage[] {indexer("c")})
        .fit(letters("aaabbc"))
        .write()
        .save(pipeline);
    for (String path : List.of(model, pipeline)) {
      VocabularyIndexerModel extended = indexer("c").setInitialModelPath(path).fit(letters("zz"));
      assertArrayEquals(new String[] {"__unknown", "a", "b", "c", "z"}, extended.tokens("c"), path);
    }
    String saved = folder.resolve("extended").toString();
    indexer("c").setInitialModelPath(model).fit(letters("zz")).write().save(saved);
    assertArrayEquals(new long[] {0, 3, 2, 1, 2}, VocabularyIndexerModel.load(saved).counts("c"));
  }

  @Test
  void pathsWithoutVocabulariesAreRefused(@TempDir Path folder) throws Exception {
    String nothing = folder.resolve("nothing").toString();
    assertRefused(
        String.format("initialModelPath '%s' cannot be read: ", nothing),
        () -> indexer("c").setInitialModelPath(nothing).fit(letters("a")));
    String hasher = folder.resolve("hasher").toString();
    new FieldHasher().setInputCols("c").setOutputCols("d").write().save(hasher);
    assertRefused(
        String.format(
            "initialModelPath '%s' holds no VocabularyIndexerModel; name a saved one, or a saved"
                + " PipelineModel that has one.",
            hasher),
        () -> indexer("c").setInitialModelPath(hasher).fit(letters("a")));
    assertRefused(
        "Both an initial model and initialModelPath 'p' are set; clear one of them.",
        () -> indexer("c").setInitialModel(old()).setInitialModelPath("p").fit(letters("a")));
  }

  @Test
  void otherVocabulariesAreRefused() {
    Dataset<Row> data = Frames.of("c STRING, d STRING", row("x", "y"));
    assertRefused(
        "Vocabulary 'd' is not in the initial model, which has [c]",
        () -> indexer("c", "d").setInitialModel(old()).fit(data));
    assertRefused(
        "Vocabulary 'd' of the initial model is used by no input column; the columns use [c].",
        () -> indexer("c").setInitialModel(indexer("c", "d").fit(data)).fit(data));
    assertRefused(
        "Column 'c' uses vocabulary 'v', but 'c' in the initial model; keep it as it was.",
        () -> indexer("c").setVocabularies("v").setInitialModel(old()).fit(data));
  }
}
