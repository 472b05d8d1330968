package io.sparkdeepfm.data;

import static io.sparkdeepfm.testing.ExampleAssertions.assertSameBlock;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.FeatureVectors;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExampleBlockBuilderTest {
  private static final int[] NOTHING = {};
  private static final double[] NO_VALUES = {};

  /** Vector: price 0, app 1 to 3, tags 4 to 7. */
  private final FieldSchema schema =
      new FieldSchema(
          List.of(
              Field.numeric("price"),
              new Field("app", "apps", 3, Pooling.SUM),
              new Field("tags", "tags", 4, Pooling.MEAN)));

  private final ExampleBlockBuilder builder = new ExampleBlockBuilder(schema, 4);

  private void add(int[] indices, double... values) {
    builder.add(indices, values, 0, 1);
  }

  @Test
  void aFieldOfSizeOneIsNumericWithZeroWhereMissing() {
    add(new int[] {0}, 2.5);
    add(NOTHING);
    add(new int[] {0}, -1);
    FieldColumn price = builder.build(false).columns()[0];
    assertTrue(price.isNumeric());
    assertArrayEquals(new float[] {2.5f, 0, -1}, price.values());
  }

  @Test
  void oneValueOfOnePerExampleIsSingleWithMinusOneWhereMissing() {
    add(new int[] {1}, 1);
    add(NOTHING);
    add(new int[] {3}, 1);
    FieldColumn app = builder.build(false).columns()[1];
    assertTrue(app.isSingle());
    assertArrayEquals(new int[] {0, -1, 2}, app.rows());
  }

  @Test
  void poolingMayMakeAWeightOne() {
    add(new int[] {5}, 0.25); // the mean of one value has the weight 1
    FieldColumn tags = builder.build(false).columns()[2];
    assertTrue(tags.isSingle());
    assertArrayEquals(new int[] {1}, tags.rows());
  }

  @Test
  void severalValuesOfOneAreGeneralWithoutWeights() {
    add(new int[] {1, 3}, 1, 1);
    add(NOTHING);
    add(new int[] {2}, 1);
    FieldColumn app = builder.build(false).columns()[1];
    assertArrayEquals(new int[] {0, 2, 2, 3}, app.offsets());
    assertArrayEquals(new int[] {0, 2, 1}, app.rows());
    assertNull(app.values());
  }

  @Test
  void weightsAreNormalisedByThePoolingOfTheField() {
    add(new int[] {1, 2, 4, 5}, 3, -1, 3, -1);
    FieldColumn[] columns = builder.build(false).columns();
    assertArrayEquals(new float[] {3, -1}, columns[1].values());
    assertArrayEquals(new float[] {0.75f, -0.25f}, columns[2].values());
    assertArrayEquals(new int[] {0, 1}, columns[2].rows());
  }

  @Test
  void aSingleWeightOtherThanOneIsKept() {
    add(new int[] {1}, 1);
    add(new int[] {2}, 0.5);
    FieldColumn app = builder.build(false).columns()[1];
    assertArrayEquals(new int[] {0, 1, 2}, app.offsets());
    assertArrayEquals(new float[] {1, 0.5f}, app.values());
  }

  @Test
  void zerosAreSkippedAlsoThoseThatAreZeroAsFloats() {
    add(new int[] {0, 1, 2, 3}, 0, 0, 1e-60, 1);
    FieldColumn app = builder.build(false).columns()[1];
    assertTrue(app.isSingle());
    assertArrayEquals(new int[] {2}, app.rows());
  }

  @ParameterizedTest
  @EnumSource(FeatureVectors.Style.class)
  void denseAndSparseVectorsAreEncodedAlike(FeatureVectors.Style style) {
    FeatureVectors vectors = new FeatureVectors(schema, 3);
    ExampleBlockBuilder dense = new ExampleBlockBuilder(schema, 50);
    ExampleBlockBuilder sparse = new ExampleBlockBuilder(schema, 50);
    for (int b = 0; b < 50; b++) {
      double[] vector = vectors.next(style);
      dense.addDense(vector, b % 2, 1 + b % 3);
      FeatureVectors.addSparse(sparse, vector, b % 2, 1 + b % 3);
    }
    assertSameBlock(dense.build(false), sparse.build(false));
  }

  @Test
  void blocksOfOneBuilderAreIndependent() {
    ExampleBlock first = fill(FeatureVectors.Style.WEIGHTED, true);
    ExampleBlock copy = fill(FeatureVectors.Style.WEIGHTED, true);
    assertSameBlock(first, copy);
    ExampleBlock other = fill(FeatureVectors.Style.SINGLE, false);
    assertNotSame(first.labels(), other.labels());
    assertSameBlock(copy, first);
    ExampleBlockBuilder fresh = new ExampleBlockBuilder(schema, 4);
    FeatureVectors vectors = new FeatureVectors(schema, 9);
    for (int b = 0; b < 4; b++) {
      fresh.addDense(vectors.next(FeatureVectors.Style.SINGLE), 1, 1);
    }
    assertSameBlock(fresh.build(false), other);
  }

  private ExampleBlock fill(FeatureVectors.Style style, boolean weighted) {
    FeatureVectors vectors = new FeatureVectors(schema, 9);
    for (int b = 0; b < 4; b++) {
      builder.addDense(vectors.next(style), 1, weighted ? 0.5 : 1);
    }
    return builder.build(false);
  }

  @Test
  void aColumnGrowsPastTheCapacityOfTheBlock() {
    FieldSchema wide = new FieldSchema(List.of(new Field("words", "words", 1000, Pooling.SUM)));
    ExampleBlockBuilder growing = new ExampleBlockBuilder(wide, 2);
    int[] all = IntStream.range(0, 1000).toArray();
    double[] values = IntStream.of(all).mapToDouble(i -> i + 2).toArray();
    growing.add(all, values, 0, 1);
    growing.add(all, values, 0, 1);
    FieldColumn words = growing.build(false).columns()[0];
    assertArrayEquals(new int[] {0, 1000, 2000}, words.offsets());
    for (int i = 0; i < 2000; i++) {
      assertEquals(i % 1000, words.rows()[i]);
      assertEquals(i % 1000 + 2, words.values()[i]);
    }
  }

  @Test
  void labelsAndWeightsStandBesideTheExamples() {
    builder.add(NOTHING, NO_VALUES, 1, 1);
    builder.add(NOTHING, NO_VALUES, 0, 2.5);
    ExampleBlock block = builder.build(false);
    assertArrayEquals(new float[] {1, 0}, block.labels());
    assertArrayEquals(new float[] {1, 2.5f}, block.weights());
    assertEquals(2.5f, block.weight(1));
  }

  @Test
  void weightsAreLeftOutWhereAllAreOne() {
    builder.add(NOTHING, NO_VALUES, 1, 1);
    ExampleBlock block = builder.build(false);
    assertNull(block.weights());
    assertEquals(1, block.weight(0));
  }

  @Test
  void theBlockSaysWhetherItIsForValidation() {
    add(NOTHING);
    assertTrue(builder.build(true).validation());
    add(NOTHING);
    assertFalse(builder.build(false).validation());
  }

  @Test
  void aBuilderKnowsWhenItIsEmptyAndWhenFull() {
    assertTrue(builder.isEmpty());
    for (int b = 0; b < 4; b++) {
      assertFalse(builder.isFull());
      add(NOTHING);
      assertFalse(builder.isEmpty());
    }
    assertTrue(builder.isFull());
    assertEquals(4, builder.build(false).size());
    assertTrue(builder.isEmpty());
    assertFalse(builder.isFull());
  }
}
