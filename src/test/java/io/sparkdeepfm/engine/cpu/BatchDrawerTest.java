package io.sparkdeepfm.engine.cpu;

import static io.sparkdeepfm.testing.ExampleAssertions.assertSameColumn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.ExampleBlockBuilder;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.MiniBatch;
import io.sparkdeepfm.testing.FeatureVectors;
import io.sparkdeepfm.testing.FeatureVectors.Style;
import io.sparkdeepfm.testing.MiniBatches;
import io.sparkdeepfm.testing.ModelConfigs;
import io.sparkdeepfm.testing.RandomExamples;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Drawn batches against {@link MiniBatches#select}. */
class BatchDrawerTest {
  private static final int CAPACITY = 20;
  private static final int EXAMPLES = 50;

  private final RandomExamples examples = RandomExamples.everyKind(2);
  private final FieldSchema schema = examples.schema();
  private final MiniBatch batch = new MiniBatch(config(schema), CAPACITY);
  private final BatchDrawer drawer = new BatchDrawer(batch, CAPACITY);
  private final Random random = new Random(4);

  private static DeepFMConfig config(FieldSchema schema) {
    return ModelConfigs.of(
        schema, 1, List.of(), Activation.RELU, 0, false, Interaction.FIELD, Head.SUM);
  }

  private void drawAndCompare(ExampleBlock source, int n) {
    int from = random.nextInt(10);
    int[] order = random.ints(from + n, 0, source.size()).toArray();
    drawer.drawTargets(source, order, from, n);
    for (int f = 0; f < schema.numFields(); f++) {
      drawer.drawField(source, f, order, from, n);
    }
    ExampleBlock expected = MiniBatches.select(source, Arrays.copyOfRange(order, from, from + n));
    assertEquals(n, batch.size());
    assertArrayEquals(expected.labels(), Arrays.copyOf(batch.labels(), n));
    for (int b = 0; b < n; b++) {
      assertEquals(expected.weight(b), batch.weights()[b]);
    }
    for (int f = 0; f < schema.numFields(); f++) {
      assertSameColumn(
          withWeights(expected.columns()[f]), cut(batch.columns()[f], n), "field " + f);
    }
  }

  /** A general column with its ones written out, as batches have them. */
  private static FieldColumn withWeights(FieldColumn column) {
    if (column.offsets() == null || column.values() != null) {
      return column;
    }
    float[] ones = new float[column.rows().length];
    Arrays.fill(ones, 1);
    return FieldColumn.general(column.offsets(), column.rows(), ones);
  }

  /** The first n examples of a column whose arrays have more room. */
  private static FieldColumn cut(FieldColumn column, int n) {
    if (column.isNumeric()) {
      return FieldColumn.numeric(Arrays.copyOf(column.values(), n));
    }
    if (column.isSingle()) {
      return FieldColumn.single(Arrays.copyOf(column.rows(), n));
    }
    int entries = column.offsets()[n];
    return FieldColumn.general(
        Arrays.copyOf(column.offsets(), n + 1),
        Arrays.copyOf(column.rows(), entries),
        Arrays.copyOf(column.values(), entries));
  }

  @Test
  void columnsOfEveryFormAreDrawn() {
    for (int n : new int[] {CAPACITY, 1, 7, CAPACITY}) {
      drawAndCompare(examples.block(EXAMPLES), n);
      drawAndCompare(examples.weightedBlock(EXAMPLES), n);
    }
  }

  @Test
  void theFormMayChangeFromBatchToBatch() {
    for (Style before : Style.values()) {
      for (Style after : Style.values()) {
        drawAndCompare(encoded(before), CAPACITY);
        drawAndCompare(encoded(after), CAPACITY);
      }
    }
  }

  private ExampleBlock encoded(Style style) {
    FeatureVectors vectors = new FeatureVectors(schema, random.nextLong());
    ExampleBlockBuilder builder = new ExampleBlockBuilder(schema, EXAMPLES);
    for (int b = 0; b < EXAMPLES; b++) {
      builder.addDense(vectors.next(style), b % 2, 1);
    }
    return builder.build(false);
  }

  @Test
  void arraysAreKeptFromBatchToBatch() {
    ExampleBlock block = examples.block(EXAMPLES);
    drawAndCompare(block, CAPACITY);
    FieldColumn[] before = batch.columns().clone();
    int[] order = {0, 1};
    for (int f = 0; f < schema.numFields(); f++) {
      drawer.drawField(block, f, order, 0, 2);
      assertSame(before[f], batch.columns()[f]);
    }
  }
}
