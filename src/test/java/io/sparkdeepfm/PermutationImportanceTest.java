package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.SharedSpark;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Importance of fields of which one decides all, one a part and one nothing, by construction. */
@Tag("spark")
class PermutationImportanceTest {
  private static final int ROWS = 6000;
  private static final FieldSchema SCHEMA =
      new FieldSchema(
          List.of(
              new Field("all", "all", 2, Pooling.SUM),
              new Field("part", "part", 2, Pooling.SUM),
              Field.numeric("nothing")));
  private static Dataset<Row> rows;
  private static DeepFMClassificationModel model;

  /**
   * Logit ±6 by the field "all", which is the label, and ±1 by "part", which is right in 3 of 4.
   */
  @BeforeAll
  static void make() {
    DeepFMConfig config =
        ModelConfigs.withParts(
            ModelConfigs.of(
                SCHEMA, 1, List.of(), Activation.RELU, 0, false, Interaction.FEATURE, Head.SUM),
            true,
            false);
    DeepFMParameters parameters =
        new DeepFMParameters(
            List.of(
                new EmbeddingTable("all", 2, 1, new float[] {0, -6, 0, 6}),
                new EmbeddingTable("part", 2, 1, new float[] {0, -1, 0, 1}),
                new EmbeddingTable("nothing", 1, 1, new float[] {0, 0})),
            new float[] {0});
    model = new DeepFMClassificationModel("importance", config, parameters, null);
    rows = frame(2);
  }

  private static Dataset<Row> frame(int partitions) {
    StructType type =
        new StructType()
            .add("label", DataTypes.DoubleType, false)
            .add("w", DataTypes.DoubleType, false)
            .add(FieldMetadata.featuresField("features", SCHEMA));
    Random random = new Random(8);
    List<Row> list = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      int label = random.nextInt(2);
      int part = random.nextInt(4) == 0 ? 1 - label : label;
      double[] values = {1, 1, random.nextDouble()};
      int[] indices = {label, 2 + part, 4};
      list.add(RowFactory.create((double) label, 1.0, Vectors.sparse(5, indices, values)));
    }
    return SharedSpark.get().createDataFrame(list, type).repartition(partitions);
  }

  private static Map<String, Row> byField(Dataset<Row> importance) {
    assertEquals(
        List.of("field", "importance", "stddev", "baseline"), List.of(importance.columns()));
    Map<String, Row> map = new HashMap<>();
    importance.collectAsList().forEach(row -> map.put(row.getString(0), row));
    return map;
  }

  /** Of independent labels, half of them right: the closed form of the mean log loss. */
  private static double loss(double logit) {
    return Math.log1p(Math.exp(-logit));
  }

  @Test
  void lossesAreThoseOfTheClosedForm() {
    Map<String, Row> found =
        byField(new PermutationImportance().setMetric("logLoss").run(model, rows));
    double baseline = 0.75 * loss(7) + 0.25 * loss(5);
    double withoutAll =
        0.5 * baseline + 0.5 * (0.75 * loss(-5) + 0.25 * loss(-7)); // right in one of two
    double withoutPart = 0.5 * loss(7) + 0.5 * loss(5);
    assertEquals(baseline, found.get("all").getDouble(3), 1e-3);
    assertEquals(withoutAll - baseline, found.get("all").getDouble(1), 0.1);
    assertEquals(withoutPart - baseline, found.get("part").getDouble(1), 2e-4);
    assertEquals(0, found.get("nothing").getDouble(1), 1e-15);
    assertTrue(found.get("all").getDouble(2) > 0 && found.get("all").getDouble(2) < 0.1);
  }

  @Test
  void theAreaFallsByHalfWithoutTheFieldThatDecides() {
    Map<String, Row> found = byField(new PermutationImportance().run(model, rows));
    assertEquals(1, found.get("all").getDouble(3));
    // Then "part" decides among equal "all": it is right for both, one or none of a pair.
    double ties = 0.75 * 0.75 + 0.5 * 2 * 0.75 * 0.25;
    double withoutAll = 0.25 + 0.5 * ties; // pairs of "all" the right way, and equal
    assertEquals(1 - withoutAll, found.get("all").getDouble(1), 0.02);
    assertEquals(0, found.get("part").getDouble(1)); // "all" alone is perfect
    assertEquals(0, found.get("nothing").getDouble(1));
  }

  @Test
  void theMostImportantFieldComesFirst() {
    List<Row> found =
        new PermutationImportance()
            .setMetric("logLoss")
            .setNumRepeats(1)
            .run(model, rows)
            .collectAsList();
    assertEquals(
        List.of("all", "part", "nothing"), found.stream().map(row -> row.getString(0)).toList());
    assertTrue(found.get(0).isNullAt(2), "no deviation of one number");
  }

  @Test
  void fieldsAreCalledByTheColumnsOfTheUser() {
    StructField features =
        FieldMetadata.featuresField(
            "features",
            SCHEMA,
            List.of(Pooling.SUM, Pooling.SUM, Pooling.SUM),
            Set.of(),
            List.of("whole", "part", "nothing"));
    Dataset<Row> told =
        rows.withColumn("features", functions.col("features").as("features", features.metadata()));
    assertEquals(
        Set.of("whole", "part", "nothing"),
        byField(new PermutationImportance().setNumRepeats(1).run(model, told)).keySet());
  }

  @Test
  void theSeedDecides() {
    PermutationImportance importance =
        new PermutationImportance().setMetric("logLoss").setNumRepeats(2);
    Dataset<Row> many = frame(7);
    List<Row> first = importance.run(model, many).collectAsList();
    assertEquals(first, importance.run(model, many).collectAsList());
    assertNotEquals(first, importance.setSeed(43).run(model, many).collectAsList());
    assertEquals(43, importance.getSeed());
    assertEquals(2, importance.getNumRepeats());
    assertEquals("logLoss", importance.getMetric());
    assertEquals("auc", new PermutationImportance().getMetric());
    assertEquals(5, new PermutationImportance().getNumRepeats());
    assertEquals(42, new PermutationImportance().getSeed());
  }

  @Test
  void valuesStayWithinTheirPartition() {
    Dataset<Row> sorted =
        rows.where("label = 0").coalesce(1).union(rows.where("label = 1").coalesce(1));
    Map<String, Row> found =
        byField(new PermutationImportance().setMetric("logLoss").run(model, sorted));
    assertEquals(0, found.get("all").getDouble(1), 1e-12);
  }

  @Test
  void rowsWithoutWeightDoNotCount() {
    Dataset<Row> half =
        rows.withColumn("w", functions.when(functions.col("label").equalTo(1), 2).otherwise(0));
    DeepFMClassificationModel weighted = model.copy(new ParamMap().put(model.weightCol(), "w"));
    PermutationImportance importance = new PermutationImportance().setMetric("logLoss");
    double expected = 0.5 * (0.75 * loss(-5) + 0.25 * loss(-7) - 0.75 * loss(7) - 0.25 * loss(5));
    assertEquals(expected, byField(importance.run(weighted, half)).get("all").getDouble(1), 0.15);
    assertRefused(
        "All rows have the label 1 in column 'label', but auc needs both 0 and 1; give rows of both"
            + " or use logLoss.",
        () -> importance.setMetric("auc").run(weighted, half));
    assertRefused(
        "weightCol is 'w', but there is no such column; the columns are label, features.",
        () -> importance.run(weighted, half.drop("w")));
  }

  @Test
  void aTrainedModelNeedsWhatTheTruthNeeds() {
    ClickGenerator generator = ClickGenerator.linear(5);
    Dataset<Row> clicks = ClickRows.next(generator, 6000);
    DeepFMClassificationModel trained =
        TinyModels.classifier().setHiddenUnits().setNumEpochs(5).fit(clicks);
    Dataset<Row> fresh = ClickRows.next(generator, 4000);
    DeepFMClassificationModel truth =
        new DeepFMClassificationModel("truth", generator.config(), generator.truth(), null);
    PermutationImportance importance = new PermutationImportance().setNumRepeats(3);
    Map<String, Row> expected = byField(importance.run(truth, fresh));
    Map<String, Row> found = byField(importance.run(trained, fresh));
    expected.forEach(
        (field, row) -> assertEquals(row.getDouble(1), found.get(field).getDouble(1), 0.05, field));
    assertEquals(
        importance.run(truth, fresh).first().getString(0),
        importance.run(trained, fresh).first().getString(0));
  }

  @Test
  void mistakesAreOneSentence() {
    PermutationImportance importance = new PermutationImportance().setNumRepeats(1);
    assertRefused(
        "metric is 'f1', but must be one of auc, logLoss.", () -> importance.setMetric("f1"));
    assertRefused("numRepeats is 0, but must be at least 1.", () -> importance.setNumRepeats(0));
    assertRefused(
        "featuresCol is 'features', but there is no such column; the columns are label, w.",
        () -> importance.run(model, rows.drop("features")));
    assertRefused(
        "labelCol is 'label', but there is no such column; the columns are w, features.",
        () -> importance.run(model, rows.drop("label")));
    assertRefused(
        "Column 'label' has the label 2.0, but labels must be 0 or 1; convert the column or drop such"
            + " rows.",
        () -> importance.run(model, rows.withColumn("label", functions.col("label").plus(1))));
    assertRefused(
        "There is no row with a weight above 0 to measure importance on; give some.",
        () -> importance.run(model, rows.where("label > 1")));
    assertRefused(
        "There is no row with a weight above 0 to measure importance on; give some.",
        () ->
            importance.run(
                model, SharedSpark.get().createDataFrame(List.<Row>of(), rows.schema())));
  }

  private static void assertRefused(String sentence, Runnable action) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }
}
