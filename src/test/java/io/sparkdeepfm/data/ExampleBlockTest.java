package io.sparkdeepfm.data;

import static io.sparkdeepfm.testing.ExampleAssertions.assertSameBlock;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sparkdeepfm.testing.FeatureVectors;
import io.sparkdeepfm.testing.FeatureVectors.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleBlockTest {
  private static final int[] SIZES = {7, 1, 12};

  private final FieldSchema schema =
      new FieldSchema(
          List.of(
              Field.numeric("price"),
              new Field("app", "apps", 5, Pooling.SUM),
              new Field("tags", "tags", 4, Pooling.SQRTN)));

  static Stream<List<Style>> mixtures() {
    List<List<Style>> mixtures = new ArrayList<>();
    for (Style first : Style.values()) {
      for (Style second : Style.values()) {
        for (Style third : Style.values()) {
          mixtures.add(List.of(first, second, third));
        }
      }
    }
    return mixtures.stream();
  }

  @ParameterizedTest
  @MethodSource("mixtures")
  void concatenatedBlocksEqualOneBlockOfAllExamples(List<Style> styles) {
    for (boolean weighted : new boolean[] {false, true}) {
      FeatureVectors vectors = new FeatureVectors(schema, 4);
      ExampleBlockBuilder parts = new ExampleBlockBuilder(schema, 20);
      ExampleBlockBuilder whole = new ExampleBlockBuilder(schema, 20);
      List<ExampleBlock> blocks = new ArrayList<>();
      for (int i = 0; i < SIZES.length; i++) {
        double weight = weighted && i == 1 ? 0.5 : 1;
        for (int b = 0; b < SIZES[i]; b++) {
          double[] vector = vectors.next(styles.get(i));
          parts.addDense(vector, b % 2, weight);
          whole.addDense(vector, b % 2, weight);
        }
        blocks.add(parts.build(false));
      }
      assertSameBlock(whole.build(false), ExampleBlock.concatenate(blocks));
    }
  }

  @Test
  void oneBlockIsTakenAsItIs() {
    ExampleBlockBuilder builder = new ExampleBlockBuilder(schema, 1);
    builder.addDense(new double[10], 1, 1);
    ExampleBlock block = builder.build(false);
    assertSame(block, ExampleBlock.concatenate(List.of(block)));
  }

  @Test
  void validationBlocksStayValidationBlocks() {
    ExampleBlockBuilder builder = new ExampleBlockBuilder(schema, 1);
    List<ExampleBlock> blocks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      builder.addDense(new double[10], 1, 1);
      blocks.add(builder.build(true));
    }
    assertEquals(true, ExampleBlock.concatenate(blocks).validation());
  }
}
