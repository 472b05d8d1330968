package io.sparkdeepfm.model;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomParameters;
import io.sparkdeepfm.testing.TrainingConfigs;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmStartTest {
  private static final int ROW = 3; // D + 1

  private final DeepFMConfig old = config(fields(5, 4));

  private static FieldSchema fields(int users, int tags) {
    return new FieldSchema(
        List.of(
            Field.numeric("age"),
            new Field("user", "user", users, Pooling.SUM),
            new Field("tags", "tag", tags, Pooling.MEAN),
            new Field("read", "tag", tags, Pooling.SQRTN)));
  }

  private static DeepFMConfig config(FieldSchema fields) {
    return ModelConfigs.of(
        fields, 2, List.of(3, 4), Activation.RELU, 0, true, Interaction.FIELD, Head.WEIGHTED);
  }

  private static float[] rows(DeepFMParameters parameters, int table, int begin, int end) {
    return Arrays.copyOfRange(parameters.table(table).values(), begin * ROW, end * ROW);
  }

  @Test
  void oldRowsAndDenseParametersAreKeptAndNewRowsAreFresh() {
    DeepFMConfig larger = config(fields(7, 4));
    DeepFMParameters learned = RandomParameters.of(old, 1);
    DeepFMParameters drawn = fresh(larger).initialize();
    WarmStart start = WarmStart.of(old, learned.copy(), larger, fresh(larger));

    assertArrayEquals(learned.dense(), start.parameters().dense());
    assertArrayEquals(rows(learned, 0, 0, 1), rows(start.parameters(), 0, 0, 1));
    assertArrayEquals(rows(learned, 1, 0, 5), rows(start.parameters(), 1, 0, 5));
    assertArrayEquals(rows(drawn, 1, 5, 7), rows(start.parameters(), 1, 5, 7));
    assertArrayEquals(rows(learned, 2, 0, 4), rows(start.parameters(), 2, 0, 4));
  }

  @Test
  void aTableThatHasNotGrownIsTakenOver() {
    DeepFMParameters learned = RandomParameters.of(old, 1);
    WarmStart start = WarmStart.of(old, learned, config(fields(7, 4)), fresh(old));
    assertSame(learned.table(0), start.parameters().table(0));
    assertSame(learned.table(2), start.parameters().table(2));
  }

  /** As tables are that are larger than an array can be. */
  @Test
  void aTableInSegmentsGrowsIntoSegments() {
    int rows = 1_000_000; // of 3 floats, in four segments
    DeepFMConfig config = config(fields(rows, 4));
    EmbeddingTable learned =
        new EmbeddingTable("user", rows - 9, 2, SegmentedRows.all(rows - 9, ROW));
    learned.write(rows - 10, new float[] {1, 2, 3}, 0);
    EmbeddingTable grown = new EmbeddingTable("user", rows, 2, SegmentedRows.all(rows, ROW));
    WarmStart.fill(grown, learned, fresh(config).drawnRows(1));
    float[] row = new float[ROW];
    grown.read(rows - 10, row, 0);
    assertArrayEquals(new float[] {1, 2, 3}, row);
    grown.read(rows - 11, row, 0);
    assertArrayEquals(new float[ROW], row);
    EmbeddingTable drawn = fresh(config).initialize().table(1);
    for (int r = rows - 9; r < rows; r++) {
      grown.read(r, row, 0);
      assertArrayEquals(Arrays.copyOfRange(drawn.values(), r * ROW, (r + 1) * ROW), row);
    }
  }

  private static Initializer fresh(DeepFMConfig config) {
    return new Initializer(config, TrainingConfigs.INITIALIZATION, 3);
  }

  @Test
  void theReportCountsRowsPerVocabulary() {
    DeepFMConfig larger = config(fields(7, 4));
    WarmStartReport report =
        WarmStart.of(old, RandomParameters.of(old, 1), larger, fresh(larger)).report();
    assertEquals(
        List.of(
            new WarmStartReport.Table("age", 1, 0),
            new WarmStartReport.Table("user", 5, 2),
            new WarmStartReport.Table("tag", 4, 0)),
        report.tables());
    assertEquals(10, report.oldRows());
    assertEquals(2, report.newRows());
    assertTrue(report.isWarmStart());
    assertFalse(WarmStart.NONE.report().isWarmStart());
  }

  @Test
  void dropoutMayDiffer() {
    WarmStart.checkShape(
        old,
        ModelConfigs.of(
            old.schema(),
            2,
            List.of(3, 4),
            Activation.RELU,
            0.5,
            true,
            Interaction.FIELD,
            Head.WEIGHTED));
  }

  private void assertShapeRefused(String message, DeepFMConfig config) {
    assertRefused(message, () -> WarmStart.checkShape(old, config));
  }

  private static String different(String name, String was, String is) {
    return String.format(
        "%s is %s in the initial model, but %s here; set it to %s, or train without an initial"
            + " model.",
        name, was, is, was);
  }

  private DeepFMConfig with(
      int dim,
      List<Integer> hidden,
      Activation activation,
      boolean norm,
      Interaction interaction,
      Head head) {
    return ModelConfigs.of(old.schema(), dim, hidden, activation, 0, norm, interaction, head);
  }

  @Test
  void everyOtherPartOfTheShapeMustBeTheSame() {
    List<Integer> hidden = old.hiddenUnits();
    Activation relu = Activation.RELU;
    Activation other = Activation.TANH;
    Interaction field = Interaction.FIELD;
    Head weighted = Head.WEIGHTED;
    assertShapeRefused(
        different("embeddingDim", "2", "3"), with(3, hidden, relu, true, field, weighted));
    assertShapeRefused(
        different("hiddenUnits", "[3, 4]", "[3]"),
        with(2, List.of(3), relu, true, field, weighted));
    assertShapeRefused(
        different("activation", "relu", "tanh"), with(2, hidden, other, true, field, weighted));
    assertShapeRefused(
        different("batchNorm", "true", "false"), with(2, hidden, relu, false, field, weighted));
    assertShapeRefused(
        different("interaction", "field", "feature"),
        with(2, hidden, relu, true, Interaction.FEATURE, weighted));
    assertShapeRefused(
        different("head", "weighted", "sum"), with(2, hidden, relu, true, field, Head.SUM));
  }

  @Test
  void layersMustComputeTheSame() {
    DeepFMConfig even = with(2, List.of(4), Activation.RELU, true, Interaction.FIELD, Head.SUM);
    assertRefused(
        different("deep", "mlp", "final"),
        () -> WarmStart.checkShape(even, ModelConfigs.withDeep(even, Deep.FINAL)));
  }

  @Test
  void theFieldsMustBeTheSameInTheSameOrder() {
    List<Field> fields = old.schema().fields();
    assertShapeRefused(
        "Field 2 of the initial model is 'user', but that of the features is 'tags'; assemble the"
            + " same fields in the same order.",
        config(new FieldSchema(List.of(fields.get(0), fields.get(2), fields.get(1)))));
    assertShapeRefused(
        "Field 4 of the initial model is 'read', but that of the features is missing; assemble the"
            + " same fields in the same order.",
        config(new FieldSchema(fields.subList(0, 3))));
    DeepFMConfig shorter = config(new FieldSchema(fields.subList(0, 3)));
    assertRefused(
        "Field 4 of the initial model is missing, but that of the features is 'read'; assemble the"
            + " same fields in the same order.",
        () -> WarmStart.checkShape(shorter, /* config= */ old));
  }

  @Test
  void aFieldMustKeepItsVocabularyAndPooling() {
    List<Field> fields = old.schema().fields();
    Field tags = fields.get(2);
    assertShapeRefused(
        "The vocabulary of field 'tags' is tag in the initial model, but word in the features;"
            + " keep it as it was.",
        config(
            new FieldSchema(
                List.of(
                    fields.get(0),
                    fields.get(1),
                    new Field("tags", "word", 4, tags.pooling()),
                    fields.get(3)))));
    assertShapeRefused(
        "The pooling of field 'tags' is mean in the initial model, but sum in the features; keep it"
            + " as it was.",
        config(
            new FieldSchema(
                List.of(
                    fields.get(0),
                    fields.get(1),
                    new Field("tags", "tag", 4, Pooling.SUM),
                    fields.get(3)))));
  }

  @Test
  void aTableMayNotShrink() {
    assertShapeRefused(
        "Vocabulary 'user' has 5 rows in the initial model, but 4 in the features; extend the old"
            + " vocabularies (setInitialModel of VocabularyIndexer) and hash into as many buckets"
            + " as before.",
        config(fields(4, 4)));
  }
}
