package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.persist.SafePipeline;
import io.sparkdeepfm.persist.WordsStatement;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.SavedDigests;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saved pipelines of others: what they may hold, and that it is known before it is loaded. */
@Tag("spark")
@Tag("spark4")
class SafePipelineTest {
  private static final String SQL = "org.apache.spark.ml.feature.SQLTransformer";

  @TempDir Path folder;

  private static Dataset<Row> rows() {
    return SharedSpark.get()
        .range(40)
        .selectExpr("id", "CONCAT('p', id % 4) AS page", "DOUBLE(id % 2) AS label", "id * 1D AS x");
  }

  private static PipelineModel pipeline(PipelineStage... stages) {
    return new Pipeline().setStages(stages).fit(rows());
  }

  private static SQLTransformer sql() {
    return new SQLTransformer().setStatement("SELECT *, 1 AS one FROM __THIS__");
  }

  private Path save(MLWritable stage) throws IOException {
    Path path = folder.resolve("saved");
    stage.write().overwrite().save(path.toString());
    return path;
  }

  /** Metadata of Spark's own stages, which has no digests. */
  private static void edit(Path stage, String from, String to) throws IOException {
    Path metadata = only(stage.resolve("metadata"), "part-00000");
    Files.deleteIfExists(metadata.resolveSibling("." + metadata.getFileName() + ".crc"));
    String text = Files.readString(metadata);
    assertTrue(text.contains(from), text);
    Files.writeString(metadata, text.replace(from, to));
  }

  private static String refusal(Path path, String... allowed) {
    return assertThrows(
            IllegalArgumentException.class, () -> SafePipeline.load(path.toString(), allowed))
        .getMessage();
  }

  private static Path only(Path directory, String part) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries
          .filter(e -> e.getFileName().toString().contains(part))
          .filter(e -> !e.getFileName().toString().startsWith("."))
          .findFirst()
          .get();
    }
  }

  @Test
  void ourStagesAndSparksFeaturesLoad() throws IOException {
    PipelineModel inner = pipeline(new StringIndexer().setInputCol("page").setOutputCol("string"));
    PipelineModel saved =
        pipeline(
            new VocabularyIndexer().setInputCols("page").setOutputCols("index"),
            inner,
            new Binarizer().setInputCol("x").setOutputCol("large").setThreshold(10));
    PipelineModel loaded = SafePipeline.load(save(saved).toString());
    assertEquals(saved.transform(rows()).collectAsList(), loaded.transform(rows()).collectAsList());
  }

  /** A client of Spark Connect writes a pipeline's own metadata in Python. */
  @Test
  void aPipelineThatPythonSavedLoadsStageByStage() throws IOException {
    PipelineModel saved =
        pipeline(
            new VocabularyIndexer().setInputCols("page").setOutputCols("index"),
            new Binarizer().setInputCol("x").setOutputCol("large").setThreshold(10));
    Path path = save(saved);
    edit(path, "org.apache.spark.ml.PipelineModel", "pyspark.ml.pipeline.PipelineModel");
    PipelineModel loaded = SafePipeline.load(path.toString());
    assertEquals(saved.uid(), loaded.uid());
    assertEquals(saved.transform(rows()).collectAsList(), loaded.transform(rows()).collectAsList());
  }

  @Test
  void aPipelineThatPythonSavedIsGoneOnFrom() throws IOException {
    VocabularyIndexer indexer = new VocabularyIndexer().setInputCols("page").setOutputCols("index");
    Path path = save(pipeline(indexer));
    edit(path, "org.apache.spark.ml.PipelineModel", "pyspark.ml.pipeline.PipelineModel");
    var more = rows().withColumn("page", org.apache.spark.sql.functions.lit("p9"));
    assertEquals(
        List.of("__unknown", "p0", "p1", "p2", "p3", "p9"),
        List.of(indexer.setInitialModelPath(path.toString()).fit(more).tokens("page")));
  }

  @Test
  void aPipelineThatPythonSavedIsSearchedLikeOthers() throws IOException {
    Path path = save(pipeline(sql()));
    edit(path, "org.apache.spark.ml.PipelineModel", "pyspark.ml.pipeline.PipelineModel");
    assertTrue(refusal(path).startsWith("'" + path + "' has a stage of class " + SQL));
  }

  @Test
  void anEstimatorIsNoStageOfAFittedPipelineOfPython() throws IOException {
    Path path = folder.resolve("unfitted");
    new Pipeline()
        .setStages(new PipelineStage[] {new VocabularyIndexer()})
        .write()
        .save(path.toString());
    edit(path, "org.apache.spark.ml.Pipeline", "pyspark.ml.pipeline.PipelineModel");
    assertTrue(refusal(path).contains("is no fitted stage"), refusal(path));
  }

  @Test
  void aStageThatRunsSqlIsNamedAndNotLoaded() throws IOException {
    Path path = save(pipeline(sql()));
    String message = refusal(path);
    assertTrue(
        message.startsWith("'" + path + "' has a stage of class " + SQL + ", in '0_sql_"), message);
    assertTrue(message.endsWith("name " + SQL + " among the allowed stages."), message);
    assertEquals(1, SafePipeline.load(path.toString(), SQL).stages().length);
  }

  @Test
  void theStatementThatTheCommandTrainWritesForTextsIsKnown() throws IOException {
    String words = WordsStatement.of(List.of("`page`", "`page`"), List.of("`words`", "`c``d`"));
    Path path = save(pipeline(new SQLTransformer().setStatement(words)));
    assertEquals(1, SafePipeline.load(path.toString()).stages().length);
    edit(only(path.resolve("stages"), "0_"), "lower", "upper");
    assertTrue(refusal(path).contains("has a stage of class " + SQL));
  }

  @Test
  void aClassThatIsNotThereIsNamedRatherThanLookedFor() throws IOException {
    Path path = save(pipeline(new Binarizer().setInputCol("x").setOutputCol("large")));
    edit(
        only(path.resolve("stages"), "0_"),
        "org.apache.spark.ml.feature.Binarizer",
        "evil.\\u001bStage");
    String message = refusal(path);
    assertTrue(message.contains("has a stage of class evil.\\u001bStage"), message);
  }

  @Test
  void aPipelineWithinAPipelineIsLookedInto() throws IOException {
    Path path = save(pipeline(pipeline(pipeline(sql()))));
    assertTrue(refusal(path).contains("has a stage of class " + SQL));
  }

  private static CrossValidator search(Pipeline pipeline, ParamMap... maps) {
    return new CrossValidator()
        .setEstimator(pipeline)
        .setEvaluator(new BinaryClassificationEvaluator())
        .setEstimatorParamMaps(maps)
        .setNumFolds(2);
  }

  private static Pipeline searched(PipelineStage first) {
    PipelineStage[] stages = {
      first,
      new VocabularyIndexer().setInputCols("page").setOutputCols("index"),
      new FieldAssembler().setInputCols("index"),
      TinyModels.classifier()
    };
    return new Pipeline().setStages(stages);
  }

  private static Binarizer binarizer() {
    return new Binarizer().setInputCol("x").setOutputCol("large").setThreshold(10);
  }

  @Test
  void aSearchLoadsUnlessAnyOfItsPartsRunsSql() throws IOException {
    Binarizer binarizer = binarizer();
    ParamMap map = new ParamMap().put(binarizer.threshold().w(5));
    Path path = save(search(searched(binarizer), map));
    SafePipeline.check(path.toString());
    path = save(search(searched(sql()), new ParamMap()));
    Path finalPath = path;
    String message =
        assertThrows(IllegalArgumentException.class, () -> SafePipeline.check(finalPath.toString()))
            .getMessage();
    assertTrue(message.contains("has a stage of class " + SQL), message);
  }

  @Test
  void aParamMapThatLeadsElsewhereIsRefused() throws IOException {
    Binarizer binarizer = binarizer();
    Path path = save(search(searched(binarizer), new ParamMap().put(binarizer.threshold().w(5))));
    edit(path, "\"isJson\":\"true\"", "\"isJson\":\"false\"");
    edit(path, "\"value\":\"5.0\"", "\"value\":\"\\\"../../elsewhere\\\"\"");
    String message =
        assertThrows(IllegalArgumentException.class, () -> SafePipeline.check(path.toString()))
            .getMessage();
    assertTrue(
        message.contains("names a part '../../elsewhere' in 'saved', which may lead"), message);
  }

  @Test
  void uidsThatLeadElsewhereAreRefused() throws IOException {
    for (String uid : new String[] {"../../x", "x,/tmp/y", "x*", "{a,b}", ".hidden", "", "/x"}) {
      Path path = save(pipeline(binarizer()));
      String old = only(path.resolve("stages"), "0_").getFileName().toString().substring(2);
      edit(path, "\"stageUids\":[\"" + old, "\"stageUids\":[\"" + uid);
      assertTrue(refusal(path).contains("names a part '" + uid + "' in 'saved'"), uid);
    }
  }

  @Test
  void stagesThatChangedPlacesAreRefused() throws IOException {
    VocabularyIndexer page = new VocabularyIndexer().setInputCols("page").setOutputCols("index");
    VocabularyIndexer id = new VocabularyIndexer().setInputCols("id").setOutputCols("other");
    Path stages = save(pipeline(page, id)).resolve("stages");
    Path first = only(stages, "0_");
    Path second = only(stages, "1_");
    Path kept = Files.move(first, folder.resolve("kept"));
    Files.move(second, first);
    Files.move(kept, second);
    String message = refusal(folder.resolve("saved"));
    assertTrue(message.contains("holds the stage '" + id.uid() + "' instead of"), message);
  }

  @Test
  void aMissingStageIsNamed() throws IOException {
    Path path = save(pipeline(binarizer()));
    Path stage = only(path.resolve("stages"), "0_");
    Files.move(stage, folder.resolve("elsewhere"));
    String message = refusal(path);
    assertTrue(
        message.contains(stage.getFileName() + " is missing, which its pipeline names"), message);
  }

  @Test
  void metadataThatSparkWouldReadInAnotherWayIsRefused() throws IOException {
    Path path = save(pipeline(binarizer()));
    Path metadata = only(path.resolve("stages"), "0_").resolve("metadata");
    Path file = only(metadata, "part-00000");
    String json = Files.readString(file);
    Files.deleteIfExists(metadata.resolve("." + file.getFileName() + ".crc"));
    Map<String, String> texts =
        Map.of(
            json.replace("{\"class\":", "{\"class\":\"evil.Stage\",\"class\":"),
            "Duplicate field",
            "{\"class\":\"evil.Stage\"}\n" + json,
            "has more than one line",
            json.replace("\"class\"", "\"klass\""),
            "has no 'class'",
            json.replaceFirst("\"uid\":\"[^\"]*\"", "\"uid\":7"),
            "has no 'uid'");
    for (Map.Entry<String, String> text : texts.entrySet()) {
      Files.writeString(file, text.getKey());
      assertTrue(refusal(path).contains(text.getValue()), text.getValue());
    }
    Files.writeString(file, json);
    Files.writeString(metadata.resolve("a-first-file"), "{\"class\":\"evil.Stage\"}\n");
    assertTrue(refusal(path).contains("has not just the one file part-00000"));
    Files.delete(metadata.resolve("a-first-file"));
    Files.move(file, metadata.resolve("part-00000.gz"));
    assertTrue(refusal(path).contains("has not just the one file part-00000"));
    Files.delete(metadata.resolve("part-00000.gz"));
    Files.delete(metadata.resolve("_SUCCESS"));
    Files.deleteIfExists(metadata.resolve("._SUCCESS.crc"));
    Files.delete(metadata);
    Files.writeString(metadata, "{\"class\":\"evil.Stage\"}");
    assertTrue(refusal(path).contains("has not just the one file part-00000"));
  }

  @Test
  void linksInACircleEnd() throws IOException {
    Path path = save(pipeline(binarizer()));
    Files.createSymbolicLink(path.resolve("again"), path);
    assertTrue(refusal(path).contains("has directories more than 32 deep"));
  }

  @Test
  void aTableWithATypeOfItsOwnIsRefused() throws IOException {
    Path path = save(pipeline(new StringIndexer().setInputCol("page").setOutputCol("string")));
    Path data = only(path.resolve("stages"), "0_").resolve("data");
    Dataset<Row> vectors =
        new VectorAssembler()
            .setInputCols(new String[] {"x"})
            .setOutputCol("v")
            .transform(rows())
            .select("v");
    Path table = data.resolve("vectors");
    vectors.coalesce(1).write().parquet(table.toString());
    SafePipeline.check(path.toString());
    Path file = only(table, ".parquet");
    // The class's name stands in the footer; another of the same length keeps the file readable.
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Files.write(file, text.replace("VectorUDT", "VectorUDX").getBytes(StandardCharsets.ISO_8859_1));
    Files.deleteIfExists(file.resolveSibling("." + file.getFileName() + ".crc"));
    Path renamed = Files.move(file, file.resolveSibling("part-0"));
    String message = refusal(path);
    assertTrue(
        message.contains(
            "has a table with columns of class org.apache.spark.ml.linalg.VectorUDX, in '"
                + renamed.getFileName()),
        message);
  }

  @Test
  void anInitialModelIsLookedAtBeforeItIsLoaded() throws IOException {
    Path path = save(pipeline(sql()));
    VocabularyIndexer indexer =
        new VocabularyIndexer()
            .setInputCols("page")
            .setOutputCols("index")
            .setInitialModelPath(path.toString());
    String message =
        assertThrows(IllegalArgumentException.class, () -> indexer.fit(rows())).getMessage();
    assertTrue(
        message.startsWith("initialModelPath '" + path + "' has a stage of class " + SQL), message);
  }

  @Test
  void pipelinesOfReleasesWithoutDigestsLoad() throws IOException {
    PipelineModel saved =
        pipeline(new VocabularyIndexer().setInputCols("page").setOutputCols("index"));
    Path path = save(saved);
    SavedDigests.remove(path);
    PipelineModel loaded = SafePipeline.load(path.toString());
    assertFalse(
        Files.readString(only(path.resolve("stages"), "0_").resolve("metadata/part-00000"))
            .contains("sha256"));
    assertArrayEquals(saved.transform(rows()).columns(), loaded.transform(rows()).columns());
  }
}
