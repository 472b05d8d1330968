package io.sparkdeepfm.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.ExampleBlockBuilder;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Test;

class VectorExamplesTest {
  private static final FieldSchema SCHEMA =
      new FieldSchema(List.of(Field.numeric("price"), new Field("tags", "tags", 3, Pooling.SUM)));

  private static ExampleBlock block(Vector... examples) {
    ExampleBlockBuilder builder = new ExampleBlockBuilder(SCHEMA, examples.length);
    for (Vector features : examples) {
      VectorExamples.add(builder, features, 1, 0.5);
    }
    return builder.build(false);
  }

  private static void assertHolds(
      ExampleBlock block, float[] price, int[] offsets, int[] tags, float[] tagValues) {
    assertArrayEquals(price, block.columns()[0].values());
    assertArrayEquals(offsets, block.columns()[1].offsets());
    assertArrayEquals(tags, block.columns()[1].rows());
    assertArrayEquals(tagValues, block.columns()[1].values());
    assertArrayEquals(new float[] {1, 1}, block.labels());
    assertArrayEquals(new float[] {0.5f, 0.5f}, block.weights());
  }

  @Test
  void sparseAndDenseVectorsBecomeTheSameExamples() {
    Vector first = Vectors.dense(2, 0, 3, 4);
    Vector second = Vectors.dense(0, 5, 0, 0);
    float[] price = {2, 0};
    int[] offsets = {0, 2, 3};
    int[] tags = {1, 2, 0};
    float[] tagValues = {3, 4, 5};
    assertHolds(block(first, second), price, offsets, tags, tagValues);
    assertHolds(block(first.toSparse(), second.toSparse()), price, offsets, tags, tagValues);
  }
}
