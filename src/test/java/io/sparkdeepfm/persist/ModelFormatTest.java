package io.sparkdeepfm.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.persist.EmbeddingRow.EmbeddingChunk;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.SavedDigests;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.reflect.ClassTag;

@Tag("spark")
@Tag("spark4")
class ModelFormatTest {
  private static final SparkSession SPARK = SharedSpark.get();

  @TempDir Path folder;

  private String path() {
    return folder.resolve("saved").toString();
  }

  private TestModel roundTrip(ModelState state) throws IOException {
    new TestModel("model_1", state).write().save(path());
    return TestModel.read().load(path());
  }

  @Test
  void modelWithSharedVocabularyBatchNormAndWeightedHeadIsTheSameAfterLoading() throws IOException {
    ModelState state = ModelStates.filled(ModelStates.richConfig(), 1);
    ModelStates.assertSame(state, roundTrip(state).state());
  }

  @Test
  void modelOverPairsWithLearnedSlopesIsTheSameAfterLoading() throws IOException {
    ModelState state = ModelStates.filled(ModelStates.neuralFmConfig(), 1);
    ModelStates.assertSame(state, roundTrip(state).state());
  }

  @Test
  void modelWithLayersOfProductsIsTheSameAfterLoading() throws IOException {
    ModelState state = ModelStates.filled(ModelStates.finalConfig(), 1);
    ModelStates.assertSame(state, roundTrip(state).state());
  }

  @Test
  void modelWithoutHiddenLayersIsTheSameAfterLoading() throws IOException {
    ModelState state = ModelStates.filled(ModelStates.plainConfig(), 1);
    ModelStates.assertSame(state, roundTrip(state).state());
  }

  @Test
  void tablesThatFillSeveralFilesAreTheSameAfterLoading() throws IOException {
    int rows = 70_000;
    DeepFMConfig large =
        ModelConfigs.of(
            new FieldSchema(
                List.of(
                    new Field("a", "a", 3, Pooling.SUM), new Field("b", "b", rows, Pooling.SUM))),
            63,
            List.of(),
            Activation.RELU,
            0,
            false,
            Interaction.FIELD,
            Head.SUM);
    ModelState state = ModelStates.filled(large, 0);
    ModelStates.assertSame(state, roundTrip(state).state());
    assertEquals(2, parquetFiles(Path.of(path(), "embeddings")));
  }

  private static long parquetFiles(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).count();
    }
  }

  @Test
  void uidParamsAndDefaultsAreTheSameAfterLoading() throws IOException {
    TestModel model = new TestModel("model_2", ModelStates.filled(ModelStates.plainConfig(), 1));
    model.set(model.note(), "line 1\nline \"2\" ü");
    model.write().save(path());
    TestModel loaded = TestModel.read().load(path());
    assertEquals("model_2", loaded.uid());
    assertEquals("line 1\nline \"2\" ü", loaded.getOrDefault(loaded.note()));
    assertEquals(0.5, loaded.getOrDefault(loaded.cut()));
    assertFalse(loaded.isSet(loaded.cut()), "a default is not a set value");
  }

  @Test
  void pipelineModelLoadsItAsOneOfItsStages() throws IOException {
    ModelState state = ModelStates.filled(ModelStates.richConfig(), 1);
    PipelineStage[] stages = {new TestModel("model_3", state)};
    new Pipeline().setStages(stages).fit(SPARK.range(1).toDF()).write().save(path());
    TestModel loaded = assertInstanceOf(TestModel.class, PipelineModel.load(path()).stages()[0]);
    ModelStates.assertSame(state, loaded.state());
  }

  @Test
  void filesHaveTheDocumentedColumnsAndKeys() throws IOException {
    roundTrip(ModelStates.filled(ModelStates.richConfig(), 1));
    Dataset<Row> embeddings = SPARK.read().parquet(path() + "/embeddings");
    assertEquals(
        "vocabulary STRING,index INT,embedding ARRAY<FLOAT>,firstOrderWeight FLOAT",
        embeddings.schema().toDDL());
    Row row = embeddings.where("vocabulary = 'app' and index = 1").first();
    assertEquals(List.of(3 / 64f - 2, 4 / 64f - 2), row.getList(2));
    assertEquals(5 / 64f - 2, row.getFloat(3));
    Dataset<Row> dense = SPARK.read().parquet(path() + "/dense");
    assertEquals("name STRING,rows INT,columns INT,values ARRAY<FLOAT>", dense.schema().toDDL());
    Row weight = dense.where("name = 'mlp.1.weight'").first();
    assertEquals(4, weight.getInt(1));
    assertEquals(3, weight.getInt(2));
    assertEquals(12, weight.getList(3).size());

    String json = Files.readString(Path.of(path(), "metadata", "part-00000"));
    assertEquals(1, json.lines().count(), "Spark reads the first line only");
    assertContains(json, "\"formatVersion\":5,");
    assertContains(json, "\"class\":\"" + TestModel.class.getName() + "\"");
    assertContains(json, "\"vocabulary\":\"app\",\"size\":5,\"pooling\":\"sqrtn\"");
    assertContains(json, "\"hiddenUnits\":[4,3],\"secondHiddenUnits\":[],\"activation\":\"tanh\"");
    assertContains(json, "\"interaction\":\"field\",\"head\":\"weighted\"");
    assertContains(json, "\"firstOrder\":true,\"secondOrder\":true,\"deepInput\":\"fields\"");
    assertContains(json, "\"embeddingDropoutRate\":0.0,\"deep\":\"mlp\"");
    assertContains(json, "\"tables\":[{\"vocabulary\":\"age\",\"rows\":1}");
    assertContains(json, "{\"name\":\"mlp.1.weight\",\"rows\":4,\"columns\":3}");
  }

  private static void assertContains(String text, String part) {
    assertTrue(text.contains(part), () -> part + " is not in " + text);
  }

  @Test
  void rowsMayComeInAnyOrderAndAnyNumberOfFiles() throws IOException {
    ModelState state = ModelStates.filled(ModelStates.richConfig(), 1);
    roundTrip(state);
    SavedFiles.rewrite(
        Path.of(path(), "embeddings"),
        rows ->
            rows.repartition(3, rows.col("firstOrderWeight")).sortWithinPartitions("embedding"));
    SavedDigests.remove(Path.of(path()));
    ModelStates.assertSame(state, TestModel.read().load(path()).state());
  }

  @Test
  void parametersThatAreNotFiniteAreNotSaved() {
    ModelState state = ModelStates.filled(ModelStates.richConfig(), 1);
    state.parameters().table(1).values()[0] = Float.NaN;
    Exception error =
        assertThrows(
            IllegalArgumentException.class, () -> new TestModel("m", state).write().save(path()));
    assertTrue(
        error.getMessage().contains("NaN or infinite values in its embedding table 'app'"),
        error.getMessage());
    assertFalse(Files.exists(Path.of(path())));
  }

  @Test
  void aNegativeVarianceIsNotSaved() {
    ModelState state = ModelStates.filled(ModelStates.richConfig(), 1);
    float[] dense = state.parameters().dense();
    dense[dense.length - 1] = -1;
    Exception error =
        assertThrows(
            IllegalArgumentException.class, () -> new TestModel("m", state).write().save(path()));
    assertTrue(
        error.getMessage().contains("negative values in its dense segment 'mlp.1.movingVariance'"),
        error.getMessage());
    assertFalse(Files.exists(Path.of(path())));
  }

  @Test
  void parametersOfAnotherShapeAreNotAState() {
    ModelState plain = ModelStates.filled(ModelStates.plainConfig(), 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> new ModelState(ModelStates.richConfig(), plain.parameters()));
  }

  @Test
  void chunksOfRowsTravelByKryoToo() {
    SerializerInstance kryo = new KryoSerializer(new SparkConf(false)).newInstance();
    ClassTag<EmbeddingChunk> tag = ClassTag.apply(EmbeddingChunk.class);
    EmbeddingChunk sent = new EmbeddingChunk("app", new int[] {7}, new float[] {1, 2});
    EmbeddingChunk received = kryo.deserialize(kryo.serialize(sent, tag), tag);
    assertEquals("app", received.vocabulary);
    assertEquals(7, received.index(0));
    assertEquals(2, received.values[1]);
  }
}
