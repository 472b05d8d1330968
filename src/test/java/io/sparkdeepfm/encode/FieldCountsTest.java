package io.sparkdeepfm.encode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.ExampleBlockBuilder;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.encode.FieldCounts.FieldUsage;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FieldCountsTest {
  private static final FieldSchema SCHEMA =
      new FieldSchema(
          List.of(
              Field.numeric("price"),
              new Field("city", "cities", 3, Pooling.SUM),
              new Field("tags", "words", 4, Pooling.MEAN)));

  /** Examples of all three forms of column, two and a half of the fields with a value. */
  private static ExampleBlock block(boolean validation) {
    ExampleBlockBuilder builder = new ExampleBlockBuilder(SCHEMA, 10);
    builder.add(new int[] {0, 1, 4, 5, 7}, new double[] {2.5, 1, 1, 1, 1}, 1, 1);
    builder.add(new int[] {1}, new double[] {1}, 0, 1);
    builder.add(new int[] {0, 3, 4}, new double[] {-1, 1, 0.5}, 0, 7);
    builder.add(new int[] {}, new double[] {}, 0, 1);
    return builder.build(validation);
  }

  private static final List<String> NAMES = List.of("price", "city", "tags");

  private static FieldCounts counts(ExampleBlock... blocks) {
    FieldCounts counts = new FieldCounts(3);
    for (ExampleBlock block : blocks) {
      counts.add(block);
    }
    return counts;
  }

  private static void assertUsage(FieldCounts counts) {
    assertEquals(
        List.of(
            new FieldUsage("price", "price", 1, Double.NaN, 0.5, 0.5),
            new FieldUsage("city", "cities", 3, 2 / 3.0, 0.25, 0.75),
            new FieldUsage("tags", "words", 4, 0.5, 0.5, 1)),
        counts.usage(SCHEMA, NAMES, Set.of("city", "tags")));
  }

  @Test
  void valuesUnknownsAndEmptyFieldsAreCounted() {
    assertUsage(counts(block(false)));
  }

  @Test
  void validationRowsDoNotCount() {
    assertUsage(counts(block(true), block(false), block(true)));
  }

  @Test
  void partsAddUp() {
    assertUsage(counts(block(false)).plus(counts(block(false), block(false))));
  }

  @Test
  void whereRow0IsAValueAsAnyOtherThereIsNoUnknownRate() {
    FieldUsage city = counts(block(false)).usage(SCHEMA, NAMES, Set.of("tags")).get(1);
    assertEquals(new FieldUsage("city", "cities", 3, Double.NaN, 0.25, 0.75), city);
  }

  @Test
  void aVocabularyOfTheUnknownAloneIsUnknownThroughout() {
    FieldSchema schema = new FieldSchema(List.of(new Field("c", "c", 1, Pooling.SUM)));
    ExampleBlockBuilder builder = new ExampleBlockBuilder(schema, 4);
    builder.add(new int[] {0}, new double[] {1}, 1, 1);
    builder.add(new int[] {}, new double[] {}, 0, 1);
    FieldCounts counts = new FieldCounts(1);
    counts.add(builder.build(false));
    assertEquals(
        List.of(new FieldUsage("user's", "c", 1, 1, 0.5, 0.5)),
        counts.usage(schema, List.of("user's"), Set.of("c")));
  }
}
