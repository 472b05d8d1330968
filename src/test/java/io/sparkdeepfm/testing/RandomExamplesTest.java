package io.sparkdeepfm.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** That the generator really makes the awkward cases which the other tests rely on. */
class RandomExamplesTest {
  private final RandomExamples examples = RandomExamples.everyKind(1);
  private final FieldSchema schema = examples.schema();
  private final ExampleBlock block = examples.weightedBlock(200);

  @Test
  void sameSeedGivesTheSameExamples() {
    ExampleBlock again = RandomExamples.everyKind(1).weightedBlock(200);
    assertArrayEquals(block.labels(), again.labels());
    assertArrayEquals(block.weights(), again.weights());
    for (int b = 0; b < block.size(); b++) {
      assertEquals(ReferenceEntry.of(schema, block, b), ReferenceEntry.of(schema, again, b));
    }
  }

  @Test
  void everyFormOfColumnIsThere() {
    Set<String> forms = new HashSet<>();
    Set<Pooling> poolings = new HashSet<>();
    for (int f = 0; f < schema.numFields(); f++) {
      FieldColumn column = block.columns()[f];
      if (column.isNumeric()) {
        forms.add("numeric");
      } else if (column.isSingle()) {
        forms.add("single");
      } else {
        forms.add(column.values() == null ? "general" : "general weighted");
        poolings.add(schema.field(f).pooling());
      }
    }
    assertEquals(Set.of("numeric", "single", "general", "general weighted"), forms);
    assertEquals(Set.of(Pooling.values()), poolings);
    assertTrue(schema.numTables() < schema.numFields());
  }

  @Test
  void fieldsAreMissingEmptyAndRepeatedNowAndThen() {
    int missing = 0;
    int repeated = 0;
    int rowsSharedByFields = 0;
    for (int b = 0; b < block.size(); b++) {
      List<ReferenceEntry> entries = ReferenceEntry.of(schema, block, b);
      Set<Integer> fields = new HashSet<>();
      Set<List<Integer>> rowsOfFields = new HashSet<>();
      Set<List<Integer>> rows = new HashSet<>();
      for (ReferenceEntry entry : entries) {
        fields.add(entry.field());
        rowsOfFields.add(List.of(entry.field(), entry.row()));
        rows.add(List.of(entry.table(), entry.row()));
      }
      missing += fields.size() < schema.numFields() ? 1 : 0;
      repeated += rowsOfFields.size() < entries.size() ? 1 : 0;
      rowsSharedByFields += rows.size() < rowsOfFields.size() ? 1 : 0;
    }
    assertTrue(missing > 20, "examples with a missing field: " + missing);
    assertTrue(repeated > 20, "examples with a repeated row: " + repeated);
    assertTrue(rowsSharedByFields > 20, "examples with a row in two fields: " + rowsSharedByFields);
  }

  @Test
  void someRowWeightsAreZeroButNotTheFirst() {
    int zeros = 0;
    for (float weight : block.weights()) {
      zeros += weight == 0 ? 1 : 0;
    }
    assertTrue(zeros > 20 && zeros < 60, "zero weights: " + zeros);
    assertTrue(block.weights()[0] > 0);
  }
}
