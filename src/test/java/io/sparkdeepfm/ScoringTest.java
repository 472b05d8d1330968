package io.sparkdeepfm;

import static io.sparkdeepfm.TinyModels.byId;
import static io.sparkdeepfm.TinyModels.classifier;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.scoring.RawPrediction;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What transform adds, and that every way to score gives the same. */
@Tag("spark")
@Tag("spark4")
class ScoringTest {
  private static final ClickGenerator GENERATOR = ClickGenerator.linear(7);
  private static Dataset<Row> clicks;
  private static DeepFMClassificationModel model;

  @BeforeAll
  static void train() {
    clicks = ClickRows.next(GENERATOR, 1500); // more than one scoring batch in a partition of one
    model = classifier().setHiddenUnits(8, 4).fit(clicks);
  }

  private static DeepFMClassificationModel copy() {
    return model.copy(ParamMap.empty());
  }

  private static List<Row> scored(DeepFMClassificationModel model, Dataset<Row> data) {
    return model.transform(data).orderBy("id").collectAsList();
  }

  @Test
  void theThreeColumnsAgree() {
    for (Row row : scored(model, clicks)) {
      Vector raw = row.getAs("rawPrediction");
      Vector probability = row.getAs("probability");
      assertEquals(-raw.apply(0), raw.apply(1));
      assertEquals(1 / (1 + Math.exp(-raw.apply(1))), probability.apply(1), 1e-12);
      assertEquals(1, probability.apply(0) + probability.apply(1), 1e-12);
      assertEquals(raw.apply(1) > 0 ? 1.0 : 0.0, row.<Double>getAs("prediction"));
    }
  }

  @Test
  void batchesScoreLikeSingleRows() {
    for (Row row : scored(model, clicks.coalesce(1))) {
      Vector features = row.getAs("features");
      Vector raw = row.getAs("rawPrediction");
      assertEquals(raw.apply(1), model.predictRaw(features).apply(1), 1e-6);
      assertEquals(
          row.<Vector>getAs("probability").apply(1),
          model.predictProbability(features).apply(1),
          1e-6);
      assertEquals(row.<Double>getAs("prediction"), model.predict(features));
    }
  }

  @Test
  void denseVectorsScoreLikeSparseOnes() {
    for (Row row : clicks.limit(50).collectAsList()) {
      Vector features = row.getAs("features");
      assertEquals(
          model.predictRaw(features).apply(1), model.predictRaw(features.toDense()).apply(1));
    }
  }

  @Test
  void thePartitionsDoNotMatter() {
    assertEquals(
        byId(model.transform(clicks.coalesce(1)), "rawPrediction").size(),
        byId(model.transform(clicks.repartition(5)), "rawPrediction").size());
    List<Row> one = scored(model, clicks.coalesce(1));
    List<Row> five = scored(model, clicks.repartition(5));
    for (int i = 0; i < one.size(); i++) {
      assertEquals(one.get(i).<Long>getAs("id"), five.get(i).<Long>getAs("id"));
      assertEquals(
          one.get(i).<Vector>getAs("rawPrediction").apply(1),
          five.get(i).<Vector>getAs("rawPrediction").apply(1),
          1e-6);
    }
  }

  @Test
  void noRowsGiveNoRows() {
    assertEquals(0, model.transform(clicks.where("id < 0")).count());
  }

  @ParameterizedTest
  @CsvSource({"0.5, 0.5", "0.9, 0.1", "0.2, 0.8", "1, 0", "0, 1"})
  void thresholdsDecideAsSparkDefines(double ofZero, double ofOne) {
    DeepFMClassificationModel cut = copy();
    cut.setThresholds(new double[] {ofZero, ofOne});
    for (Row row : scored(cut, clicks.limit(100))) {
      Vector p = row.getAs("probability");
      double expected = p.apply(1) / ofOne > p.apply(0) / ofZero ? 1 : 0;
      assertEquals(expected, row.<Double>getAs("prediction"));
      assertEquals(expected, cut.predict(row.<Vector>getAs("features")));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 0, 0.5, 1", "1, 0, 0.5, 0, 0", "0.5, 0.5, 0.5, 0.5, 0"})
  void aThresholdOf0IsNotReachedByAProbabilityOf0(
      double p0, double p1, double ofZero, double ofOne, double expected) {
    assertEquals(
        expected, RawPrediction.toPrediction(new double[] {p0, p1}, new double[] {ofZero, ofOne}));
  }

  @Test
  void columnsWithoutNameAreLeftOut() {
    DeepFMClassificationModel some = copy();
    some.setRawPredictionCol("").setPredictionCol("");
    Dataset<Row> result = some.transform(clicks);
    assertArrayEquals(
        new String[] {"id", "label", "features", "truth", "probability"}, result.columns());
    assertEquals(byId(model.transform(clicks), "probability"), byId(result, "probability"));
    some.setProbabilityCol("").setPredictionCol("clicked");
    result = some.transform(clicks);
    assertArrayEquals(
        new String[] {"id", "label", "features", "truth", "clicked"}, result.columns());
    assertEquals(byId(model.transform(clicks), "prediction"), byId(result, "clicked"));
    some.setPredictionCol("");
    assertArrayEquals(clicks.columns(), some.transform(clicks).columns());
  }

  @Test
  void aColumnThatIsThereAlreadyIsRefused() {
    Dataset<Row> data = clicks.withColumn("probability", functions.lit(1));
    Exception error = assertThrows(IllegalArgumentException.class, () -> model.transform(data));
    assertTrue(error.getMessage().contains("probability already exists"), error.getMessage());
  }

  @Test
  void theSchemaIsTheDeclaredOneAndMetadataSurvive() {
    Dataset<Row> data =
        clicks.withColumn(
            "label",
            functions
                .col("label")
                .as("label", new MetadataBuilder().putString("unit", "click").build()));
    StructType schema = model.transform(data).schema();
    assertEquals(model.transformSchema(data.schema()).fields().length, schema.fields().length);
    for (var declared : model.transformSchema(data.schema()).fields()) {
      assertEquals(declared.dataType(), schema.apply(declared.name()).dataType());
      assertEquals(declared.metadata(), schema.apply(declared.name()).metadata());
    }
    assertEquals("click", schema.apply("label").metadata().getString("unit"));
    assertEquals(GENERATOR.schema(), FieldMetadata.schemaOf(schema.apply("features"), Pooling.SUM));
  }

  @Test
  void aLoadedModelScoresTheSameToTheLastBit(@TempDir Path folder) throws Exception {
    String path = folder.resolve("model").toString();
    DeepFMClassificationModel cut = copy();
    cut.setThresholds(new double[] {0.8, 0.2});
    cut.write().save(path);
    DeepFMClassificationModel loaded = DeepFMClassificationModel.load(path);
    assertEquals(scored(cut, clicks), scored(loaded, clicks));
    assertEquals(model.uid(), loaded.uid());
    assertEquals(model.config(), loaded.config());
    assertEquals(model.numParameters(), loaded.numParameters());
    assertEquals(model.extractParamMap().size() + 1, loaded.extractParamMap().size());
    assertEquals(model.summary(), loaded.summary());
  }

  @Test
  void aModelKnowsItsShape() {
    assertEquals(2, model.numClasses());
    assertEquals(95, model.numFeatures());
    assertEquals(GENERATOR.schema(), model.fields());
    assertEquals(
        (40 + 4 + 25 + 1) * (4 + 1) + 1 + (5 * 4 + 1) * 8 + (8 + 1) * 4 + 4, model.numParameters());
  }

  @Test
  void plainVectorsAreScoredByAModelOfFieldSizes() {
    List<Row> rows =
        List.of(
            RowFactory.create(0L, 0.0, Vectors.dense(1, 0, 2)),
            RowFactory.create(1L, 1.0, Vectors.dense(0, 1, 0.5)));
    StructType type =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());
    Dataset<Row> data = SharedSpark.get().createDataFrame(rows, type);
    DeepFMClassificationModel fitted = classifier().setFieldSizes(2, 1).setNumEpochs(40).fit(data);
    assertEquals(List.of(0.0, 1.0), byId(fitted.transform(data), "prediction"));
    assertEquals(List.of(2, 1), fitted.fields().fields().stream().map(f -> f.size()).toList());
  }
}
