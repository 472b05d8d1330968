package io.sparkdeepfm.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.DeepFMClassificationModel;
import io.sparkdeepfm.DeepFMRegressionModel;
import io.sparkdeepfm.DeepFMRegressor;
import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.ExampleBlockBuilder;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.FixedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline scored by Spark, and the same file of it scored without. */
@Tag("spark")
@Tag("spark4")
class ServingParityTest {
  private static final int ROWS = 10_000;

  @TempDir Path folder;

  private Scorer export(DeepFMClassificationModel model, PipelineModel pipeline)
      throws IOException {
    Path file = folder.resolve("model.serving");
    model.exportForServing(pipeline, file.toString());
    return Scorer.load(file);
  }

  @Test
  void featuresAndLogitsOfTenThousandRowsOfEveryTypeAreThoseOfSpark() throws IOException {
    PipelineModel pipeline =
        ServedPipelines.fit(ServedPipelines.classifier(), ServedPipelines.rows(1, 3_000));
    DeepFMClassificationModel model = ServedPipelines.classifierOf(pipeline);
    Scorer scorer = export(model, pipeline);
    List<Row> rows = ServedPipelines.rows(2, ROWS);
    List<Row> scored =
        pipeline
            .transform(ServedPipelines.frame(rows))
            .select("features", "rawPrediction", "probability")
            .collectAsList();
    ServingModel served = model.servingModel(pipeline);
    FieldSchema schema = served.config().schema();
    io.sparkdeepfm.model.Scorer sameKernel =
        io.sparkdeepfm.model.Scorer.ofRows(new FixedModel(served.config(), served.parameters()));
    RowValues encoder = new RowValues(scorer.columns(), schema, served.sources(), 1);
    ExampleBlockBuilder builder = new ExampleBlockBuilder(schema, 1);
    List<Map<String, Object>> maps = rows.stream().map(ServedPipelines::asMap).toList();
    double[] batch = scorer.logits(maps);
    ScoringRow typed = scorer.newRow();
    for (int i = 0; i < ROWS; i++) {
      SparseVector features = (SparseVector) scored.get(i).get(0);
      builder.add(features.indices(), features.values(), 0, 1);
      ExampleBlock block = builder.build(false);
      encoder.clear();
      encoder.setAll(maps.get(i));
      encoder.next();
      assertEquals(entries(block.columns()), entries(encoder.columns()), "features of row " + i);
      double expected = ((Vector) scored.get(i).get(1)).apply(1);
      double tolerance = 1e-6 * Math.max(1, Math.abs(expected));
      typed.setAll(maps.get(i));
      double logit = typed.logit();
      assertEquals(expected, logit, tolerance, "logit of row " + i);
      assertEquals(sameKernel.logits(block)[0], (float) logit, 0f, "same kernel, row " + i);
      assertEquals(expected, batch[i], tolerance, "logit in a batch, row " + i);
    }
    assertEquals(((Vector) scored.get(5).get(2)).apply(1), scorer.probability(maps.get(5)), 1e-6);
  }

  /** What the forward pass reads of one row, whatever form its columns have. */
  private static List<String> entries(FieldColumn[] columns) {
    List<String> entries = new ArrayList<>();
    for (int f = 0; f < columns.length; f++) {
      FieldColumn column = columns[f];
      if (column.isNumeric()) {
        addEntry(entries, f, 0, column.values()[0]);
      } else if (column.isSingle()) {
        addEntry(entries, f, column.rows()[0], column.rows()[0] < 0 ? 0f : 1f);
      } else {
        for (int i = 0; i < column.offsets()[1]; i++) {
          addEntry(entries, f, column.rows()[i], column.values() == null ? 1f : column.values()[i]);
        }
      }
    }
    return entries;
  }

  private static void addEntry(List<String> entries, int field, int row, float value) {
    if (value != 0) {
      entries.add(field + ":" + row + "=" + value);
    }
  }

  @Test
  void everyKindOfModelIsScored() throws IOException {
    List<Row> rows = ServedPipelines.rows(3, 1_500);
    PipelineModel pipeline =
        ServedPipelines.fit(
            ServedPipelines.classifier()
                .setDeep("final")
                .setSecondHiddenUnits(8)
                .setBatchNorm(true)
                .setHead("weighted")
                .setActivation("prelu")
                .setInteraction("field"),
            rows);
    Scorer scorer = export(ServedPipelines.classifierOf(pipeline), pipeline);
    List<Row> scored =
        pipeline.transform(ServedPipelines.frame(rows)).select("rawPrediction").collectAsList();
    for (int i = 0; i < rows.size(); i++) {
      double expected = ((Vector) scored.get(i).get(0)).apply(1);
      double logit = scorer.logit(ServedPipelines.asMap(rows.get(i)));
      assertEquals(expected, logit, 1e-5 * Math.max(1, Math.abs(expected)), "row " + i);
    }
  }

  @Test
  void aRegressionForetellsItsMean() throws IOException {
    List<Row> rows = ServedPipelines.rows(4, 1_000);
    PipelineModel pipeline =
        ServedPipelines.fit(
            new DeepFMRegressor()
                .setLabelCol("clicked")
                .setLoss("poisson")
                .setEmbeddingDim(4)
                .setHiddenUnits(8)
                .setNumEpochs(1)
                .setThreadsPerWorker(1),
            rows);
    DeepFMRegressionModel model =
        (DeepFMRegressionModel) pipeline.stages()[pipeline.stages().length - 1];
    Path file = folder.resolve("regression.serving");
    model.exportForServing(pipeline, file.toString());
    Scorer scorer = Scorer.load(file);
    List<Row> scored =
        pipeline.transform(ServedPipelines.frame(rows)).select("prediction").collectAsList();
    for (int i = 0; i < rows.size(); i++) {
      double expected = scored.get(i).getDouble(0);
      assertEquals(
          expected, scorer.mean(ServedPipelines.asMap(rows.get(i))), 1e-5 * Math.max(1, expected));
    }
    assertTrue(scorer.loss().isRegression());
  }

  @Test
  void termsByFieldAreThoseOfSpark() throws IOException {
    PipelineModel pipeline =
        ServedPipelines.fit(ServedPipelines.classifier(), ServedPipelines.rows(5, 1_000));
    DeepFMClassificationModel model = ServedPipelines.classifierOf(pipeline);
    Scorer scorer = export(model, pipeline);
    model.setExplainCol("explanation");
    List<Row> rows = ServedPipelines.rows(6, 50);
    List<Row> scored =
        pipeline.transform(ServedPipelines.frame(rows)).select("explanation").collectAsList();
    for (int i = 0; i < rows.size(); i++) {
      Row expected = scored.get(i).getStruct(0);
      FieldExplanation actual = scorer.explain(ServedPipelines.asMap(rows.get(i)));
      assertEquals(expected.getDouble(0), actual.bias());
      Map<String, Double> first = expected.getJavaMap(1);
      // Columns that MLlib's stages made have their own names in Spark, and the raw ones here.
      assertEquals(sorted(first), sorted(actual.firstOrder()));
      assertEquals(first.get("count"), actual.firstOrder().get("count"));
      assertEquals(first.get("site_h"), actual.firstOrder().get("site_h"));
      assertEquals(first.get("hour_bin"), actual.firstOrder().get("hour"));
      assertEquals(expected.<Row>getList(2).size(), actual.secondOrder().size());
      assertEquals(
          expected.<Row>getList(2).get(0).getString(1), actual.secondOrder().get(0).field2());
      assertEquals(expected.getDouble(3), actual.deep(), 1e-5);
    }
  }

  private static List<Double> sorted(Map<String, Double> terms) {
    return terms.values().stream().sorted().toList();
  }
}
