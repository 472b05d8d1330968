package io.sparkdeepfm.stage;

import static io.sparkdeepfm.testing.Frames.cells;
import static io.sparkdeepfm.testing.Frames.row;
import static io.sparkdeepfm.testing.Frames.vectors;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.testing.Frames;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.OneHotEncoderModel;
import org.apache.spark.ml.feature.QuantileDiscretizer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages behind one another, and beside those of MLlib. */
@Tag("spark")
@Tag("spark4")
class PipelineTest {
  private static final String DDL =
      "label DOUBLE, city STRING, apps STRING, tags ARRAY<STRING>, price DOUBLE";

  private static Dataset<Row> data() {
    return Frames.of(
        DDL,
        row(1.0, "rome", "qq:0.5,weixin", new String[] {"a", "b"}, 3.0),
        row(0.0, "oslo", "weixin:2", new String[] {"b"}, 15.0),
        row(1.0, "rome", null, null, 0.0),
        row(0.0, null, "qq", new String[] {}, null));
  }

  private static Pipeline pipeline() {
    VocabularyIndexer indexer =
        new VocabularyIndexer()
            .setInputCols("city", "apps")
            .setOutputCols("city_index", "apps_index")
            .setDelimiterArray("", ",");
    FieldHasher hasher =
        new FieldHasher().setInputCols("tags").setOutputCols("tags_bucket").setNumBuckets(64);
    LogMinMaxScaler scaler =
        new LogMinMaxScaler().setInputCols("price").setOutputCols("price_scaled");
    FieldAssembler assembler =
        new FieldAssembler()
            .setInputCols("price_scaled", "city_index", "apps_index", "tags_bucket")
            .setPoolings("default", "default", "sqrtn", "default");
    return new Pipeline().setStages(new PipelineStage[] {indexer, hasher, scaler, assembler});
  }

  private static final FieldSchema EXPECTED =
      new FieldSchema(
          List.of(
              Field.numeric("price_scaled"),
              new Field("city_index", "city", 3, Pooling.MEAN),
              new Field("apps_index", "apps", 3, Pooling.SQRTN),
              new Field("tags_bucket", "tags", 64, Pooling.MEAN)));

  @Test
  void aPipelineGivesVectorsThatKnowTheirFields() {
    Dataset<Row> result = pipeline().fit(data()).transform(data());
    assertEquals(EXPECTED, FieldMetadata.schemaOf(result.schema().apply("features"), Pooling.MEAN));
    List<Object> features = cells(result, "features");
    assertEquals(71, ((Vector) features.get(0)).size());
    Vector first = (Vector) features.get(0);
    assertEquals(0.5, first.apply(0), 1e-15);
    assertEquals(1.0, first.apply(1 + 1));
    assertEquals(0.5, first.apply(1 + 3 + 1));
    assertEquals(1.0, first.apply(1 + 3 + 2));
    assertEquals("(71,[2],[1.0])", features.get(2).toString());
  }

  @Test
  void fieldsSurviveFiltersJoinsAndFiles(@TempDir Path directory) {
    Dataset<Row> result = pipeline().fit(data()).transform(data()).where("label = 1");
    String path = directory.resolve("features").toString();
    result.select("label", "features").write().parquet(path);
    Dataset<Row> reread = SharedSpark.get().read().parquet(path);
    Dataset<Row> joined = reread.join(data().select("label").distinct(), "label");
    for (Dataset<Row> frame : List.of(result, reread, joined)) {
      assertEquals(
          EXPECTED, FieldMetadata.schemaOf(frame.schema().apply("features"), Pooling.MEAN));
    }
  }

  @Test
  void aFittedPipelineIsTheSameAfterLoading(@TempDir Path directory) throws Exception {
    PipelineModel fitted = pipeline().fit(data());
    String path = directory.resolve("pipeline").toString();
    fitted.write().overwrite().save(path);
    PipelineModel loaded = PipelineModel.load(path);
    Dataset<Row> expected = fitted.transform(data());
    Dataset<Row> actual = loaded.transform(data());
    assertEquals(expected.schema(), actual.schema());
    assertEquals(expected.collectAsList(), actual.collectAsList());
    pipeline().write().overwrite().save(path);
    Dataset<Row> refitted = Pipeline.load(path).fit(data()).transform(data());
    assertEquals(vectors(expected, "features"), vectors(refitted, "features"));
  }

  @Test
  void aStreamIsTransformedLikeATable(@TempDir Path directory) throws Exception {
    PipelineModel fitted = pipeline().fit(data());
    String input = directory.resolve("input").toString();
    data().coalesce(1).write().parquet(input);
    Dataset<Row> stream = SharedSpark.get().readStream().schema(DDL).parquet(input);
    StreamingQuery query =
        fitted
            .transform(stream)
            .select("features")
            .writeStream()
            .format("memory")
            .queryName("streamed_features")
            .start();
    try {
      query.processAllAvailable();
    } finally {
      query.stop();
    }
    Dataset<Row> streamed = SharedSpark.get().table("streamed_features");
    assertEquals(vectors(fitted.transform(data()), "features"), vectors(streamed, "features"));
  }

  @Test
  void anyMllibClassifierTrainsOnTheFeatures() {
    Dataset<Row> train = pipeline().fit(data()).transform(data());
    LogisticRegressionModel model = new LogisticRegression().setMaxIter(2).fit(train);
    assertEquals(71, model.numFeatures());
    assertEquals(4, model.transform(train).count());
  }

  @Test
  void mllibStagesReadTheIndices() {
    Dataset<Row> indexed = pipeline().fit(data()).transform(data().where("city IS NOT NULL"));
    OneHotEncoderModel encoder =
        new OneHotEncoder()
            .setInputCols(new String[] {"city_index"})
            .setOutputCols(new String[] {"city_vector"})
            .setDropLast(false)
            .fit(indexed);
    assertEquals(3, encoder.categorySizes()[0]);
    Dataset<Row> assembled =
        new VectorAssembler()
            .setInputCols(new String[] {"city_vector", "tags_bucket"})
            .setOutputCol("assembled")
            .setHandleInvalid("skip")
            .transform(encoder.transform(indexed));
    assertEquals(67, ((Vector) cells(assembled, "assembled").get(0)).size());
  }

  @Test
  void outputsOfMllibStagesAreFields() {
    PipelineStage[] stages = {
      new StringIndexer().setInputCol("city").setOutputCol("city_id").setHandleInvalid("keep"),
      new Bucketizer()
          .setInputCol("price")
          .setOutputCol("price_bin")
          .setSplits(new double[] {0, 1, 10, 100})
          .setHandleInvalid("keep"),
      new QuantileDiscretizer().setInputCol("label").setOutputCol("label_bin").setNumBuckets(2),
      new OneHotEncoder().setInputCol("city_id").setOutputCol("city_vector").setDropLast(false),
      new FieldAssembler().setInputCols("city_id", "price_bin", "label_bin", "city_vector")
    };
    Dataset<Row> result = new Pipeline().setStages(stages).fit(data()).transform(data());
    FieldSchema schema = FieldMetadata.schemaOf(result.schema().apply("features"), Pooling.SUM);
    assertEquals(
        Map.of("city_id", 3, "price_bin", 4, "label_bin", 3, "city_vector", 3),
        schema.fields().stream().collect(Collectors.toMap(Field::name, Field::size)));
    assertTrue(
        vectors(result, "features").get(1).startsWith("(13,["), vectors(result, "features").get(1));
  }
}
