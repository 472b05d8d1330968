package io.sparkdeepfm.stage;

import static io.sparkdeepfm.testing.Frames.assertRefused;
import static io.sparkdeepfm.testing.Frames.column;
import static io.sparkdeepfm.testing.Frames.row;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.testing.Frames;
import io.sparkdeepfm.testing.SavedDigests;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saving, loading and copying of every stage, and what damaged files lead to. */
@Tag("spark")
@Tag("spark4")
class StageFilesTest {
  @TempDir Path directory;
  private String path;

  @BeforeEach
  void startSparkAndNameThePath() {
    SharedSpark.get();
    path = directory.resolve("stage").toString();
  }

  private static VocabularyIndexer indexer() {
    return new VocabularyIndexer()
        .setInputCols("a", "b")
        .setOutputCols("x", "y")
        .setSharedVocabulary("v", "a", "b")
        .setMinFrequency(2)
        .setMinFrequencyArray(1, 1)
        .setMaxVocabularySize(50)
        .setMaxVocabularySizeArray(60, 60)
        .setDelimiter(";")
        .setDelimiterArray("", ",")
        .setWeightDelimiter("=");
  }

  private static Dataset<Row> data() {
    return Frames.of("a STRING, b STRING", row("q\"1", "é=2,w"), row("w", null));
  }

  private static LogMinMaxScaler scaler() {
    return new LogMinMaxScaler()
        .setInputCols("a", "b")
        .setOutputCols("x", "y")
        .setClipMax(5, Double.POSITIVE_INFINITY);
  }

  private void assertSameAfterLoading(PipelineStage stage, Function<String, Params> load)
      throws IOException {
    ((MLWritable) stage).write().save(path);
    Params loaded = load.apply(path);
    assertEquals(stage.uid(), loaded.uid());
    assertEquals(paramsOf(stage), paramsOf(loaded));
    assertEquals(paramsOf(stage), paramsOf(stage.copy(ParamMap.empty())));
    assertEquals(stage.getClass(), loaded.getClass());
  }

  private static List<String> paramsOf(Params stage) {
    return Stream.of(stage.params())
        .filter(stage::isDefined)
        .map(param -> json(stage, param))
        .toList();
  }

  private static <T> String json(Params stage, Param<T> param) {
    return param.name() + "=" + param.jsonEncode(stage.getOrDefault(param));
  }

  @Test
  void unfittedStagesKeepTheirParams() throws IOException {
    assertSameAfterLoading(indexer().setInitialModelPath("model"), VocabularyIndexer::load);
  }

  @Test
  void hashersKeepTheirParams() throws IOException {
    FieldHasher hasher =
        new FieldHasher()
            .setInputCols("a", "b")
            .setOutputCols("x", "y")
            .setNumBuckets(7)
            .setNumBucketsArray(8, 9);
    assertSameAfterLoading(hasher, FieldHasher::load);
  }

  @Test
  void assemblersKeepTheirParams() throws IOException {
    FieldAssembler assembler =
        new FieldAssembler().setInputCols("a").setOutputCol("f").setPoolings("mean");
    assertSameAfterLoading(assembler, FieldAssembler::load);
  }

  @Test
  void scalersAndTheirMaximaSurvive() throws IOException {
    assertSameAfterLoading(scaler(), LogMinMaxScaler::load);
    LogMinMaxScalerModel model =
        scaler().fit(Frames.of("a DOUBLE, b DOUBLE", row(0.1, 1 / 3.0), row(9.0, 0.0)));
    model.write().overwrite().save(path);
    LogMinMaxScalerModel loaded = LogMinMaxScalerModel.load(path);
    assertArrayEquals(new double[] {5, 1 / 3.0}, loaded.maxima());
    assertEquals(paramsOf(model), paramsOf(loaded));
    assertArrayEquals(loaded.maxima(), model.copy(ParamMap.empty()).maxima());
  }

  @Test
  void vocabulariesSurvive() throws IOException {
    VocabularyIndexerModel model = indexer().fit(data());
    assertSameAfterLoading(model, VocabularyIndexerModel::load);
    VocabularyIndexerModel loaded = VocabularyIndexerModel.load(path);
    assertArrayEquals(new String[] {"__unknown", "w", "q\"1", "é"}, loaded.tokens("v"));
    assertArrayEquals(new long[] {0, 2, 1, 1}, loaded.counts("v"));
    assertEquals(model.transform(data()).collectAsList(), loaded.transform(data()).collectAsList());
  }

  @Test
  void theTableOfVocabulariesIsPlainParquet() throws IOException {
    indexer().fit(data()).write().save(path);
    List<String> rows =
        table().orderBy("index").collectAsList().stream().map(Row::toString).toList();
    assertEquals(List.of("[v,1,w,2]", "[v,2,q\"1,1]", "[v,3,é,1]"), rows);
  }

  @Test
  void anEmptyVocabularySurvives() throws IOException {
    VocabularyIndexer indexer =
        new VocabularyIndexer().setInputCols("a").setOutputCols("x").setMinFrequency(9);
    indexer.fit(column("a STRING", "q")).write().save(path);
    assertEquals(1, VocabularyIndexerModel.load(path).vocabularySizes().get("a"));
  }

  @Test
  void largeVocabulariesTravelInSeveralChunks() throws IOException {
    Dataset<Row> data = SharedSpark.get().range(150_000).selectExpr("concat('token-', id) AS a");
    VocabularyIndexerModel model =
        new VocabularyIndexer().setInputCols("a").setOutputCols("x").fit(data);
    model.write().save(path);
    VocabularyIndexerModel loaded = VocabularyIndexerModel.load(path);
    assertEquals(150_001, loaded.vocabularySizes().get("a"));
    assertArrayEquals(model.tokens("a"), loaded.tokens("a"));
    assertArrayEquals(model.counts("a"), loaded.counts("a"));
  }

  @Test
  void anExistingDirectoryIsKeptUnlessOverwritten() throws IOException {
    indexer().write().save(path);
    assertThrows(IllegalArgumentException.class, () -> indexer().write().save(path));
    VocabularyIndexer other = indexer();
    other.write().overwrite().save(path);
    assertEquals(other.uid(), VocabularyIndexer.load(path).uid());
    assertNotEquals(indexer().uid(), other.uid());
  }

  private Dataset<Row> table() {
    return SharedSpark.get().read().parquet(path + "/vocabularies");
  }

  private void replaceTable(Dataset<Row> table) {
    List<Row> rows = table.collectAsList();
    SharedSpark.get()
        .createDataFrame(rows, table.schema())
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(path + "/vocabularies");
  }

  private void editMetadata(String from, String to) throws IOException {
    if (from.startsWith("\"") || from.startsWith("[")) {
      SavedDigests.remove(directory);
    }
    try (Stream<Path> files = Files.list(Path.of(path, "metadata"))) {
      for (Path file : files.filter(f -> f.toString().contains("part-")).toList()) {
        boolean checksum = file.toString().endsWith(".crc");
        if (checksum) {
          Files.delete(file);
        } else {
          String text = Files.readString(file);
          assertNotEquals(text, text.replace(from, to));
          Files.writeString(file, text.replace(from, to));
        }
      }
    }
  }

  private void assertLoadRefused(String message) {
    assertRefused(message, () -> VocabularyIndexerModel.load(path));
  }

  @Test
  void aMissingDirectoryIsRefused() {
    assertLoadRefused("stage is not a saved model or stage, for it has no metadata/");
  }

  @Test
  void anotherClassIsRefused() throws IOException {
    indexer().write().save(path);
    assertLoadRefused("is of a io.sparkdeepfm.stage.VocabularyIndexer, but a");
  }

  @Test
  void aNewerFormatIsRefused() throws IOException {
    indexer().fit(data()).write().save(path);
    editMetadata("\"formatVersion\":1", "\"formatVersion\":2");
    assertLoadRefused("has format version 2, but this release reads versions 1 to 1");
    editMetadata("\"formatVersion\":2", "\"formatVersion\":\"x\"");
    assertLoadRefused("has 'formatVersion': x, but it must be of type Integer");
    editMetadata("formatVersion", "other");
    assertLoadRefused("has no 'formatVersion'");
  }

  @Test
  void damagedMetadataIsRefused() throws IOException {
    indexer().fit(data()).write().save(path);
    editMetadata("\"vocabularies\":[{", "\"other\":[{");
    assertLoadRefused("has no 'vocabularies'");
    editMetadata("{", "(");
    assertLoadRefused("cannot be read (Unexpected character");
  }

  @Test
  void damagedMaximaAreRefused() throws IOException {
    scaler().fit(Frames.of("a INT, b INT", row(1, 2))).write().save(path);
    editMetadata("[1.0,2.0]", "[1.0,\"x\"]");
    assertRefused("has 'maxima': [1.0, x], but", () -> LogMinMaxScalerModel.load(path));
    editMetadata("[1.0,\"x\"]", "[1.0,-2.0]");
    assertRefused("has the maximum -2.0, but", () -> LogMinMaxScalerModel.load(path));
    editMetadata("[1.0,-2.0]", "[1.0,2e999]");
    assertRefused("has the maximum Infinity, but", () -> LogMinMaxScalerModel.load(path));
  }

  @Test
  void aMissingOrTruncatedTableIsRefused() throws IOException {
    indexer().fit(data()).write().save(path);
    SavedDigests.remove(directory);
    Dataset<Row> table = table();
    List<Row> rows = table.collectAsList();
    replaceTable(table.where("index < 3"));
    assertLoadRefused("stage/vocabularies has 2 rows, but the metadata gives 3");
    replaceTable(
        SharedSpark.get()
            .createDataFrame(rows, table.schema())
            .selectExpr("vocabulary", "IF(index = 2, 4, index) AS index", "token", "count"));
    assertLoadRefused("index 2 of vocabulary 'v' is missing");
    replaceTable(
        SharedSpark.get().createDataFrame(rows, table.schema()).selectExpr("index", "token"));
    assertLoadRefused("stage/vocabularies' is missing, damaged or incomplete: ");
    try (Stream<Path> files = Files.list(Path.of(path, "vocabularies"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    assertLoadRefused("stage/vocabularies has 0 rows, but the metadata gives 3");
  }

  @Test
  void vocabulariesWhoseTokensChangedPlacesAreRefused() throws IOException {
    indexer().fit(data()).write().save(path);
    replaceTable(
        table().selectExpr("vocabulary", "4 - index AS index", "token", "count").orderBy("index"));
    assertLoadRefused("is not among the files that");
  }

  @Test
  void aChangedMaximumIsRefused() throws IOException {
    scaler().fit(Frames.of("a INT, b INT", row(1, 2))).write().save(path);
    Path metadata = Path.of(path, "metadata", "part-00000");
    Files.delete(metadata.resolveSibling(".part-00000.crc"));
    Files.writeString(metadata, Files.readString(metadata).replace("[1.0,2.0]", "[1.0,3.0]"));
    assertRefused("is not as it was saved", () -> LogMinMaxScalerModel.load(path));
  }

  @Test
  void tokensOfAForeignVocabularyAreRefused() throws IOException {
    indexer().fit(data()).write().save(path);
    SavedDigests.remove(directory);
    replaceTable(table().selectExpr("'other' AS vocabulary", "index", "token", "count"));
    assertLoadRefused("there are tokens of a vocabulary other than v");
  }
}
