package io.sparkdeepfm.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.FieldColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generated rows have the sample's statistics, and the peer reads the same ones. */
class TrueShapeTest {
  private static final int NUMBERS = 13;
  private static final int BATCHES = 5;

  private final ExampleBlock block = TrueShape.examples(BATCHES * CriteoShape.BATCH);

  @Test
  void aBatchHasAsManyDistinctValuesAsOneOfTheSample() {
    assertDistinct(112, 1);
    assertDistinct(2688, 3);
    assertDistinct(41, 5);
    assertDistinct(3, 9);
    assertDistinct(1784, 10);
    assertDistinct(322, 19);
    assertDistinct(1045, 26);
  }

  /** To within a tenth, as the mean over some batches. */
  private void assertDistinct(double expected, int field) {
    int[] rows = block.columns()[NUMBERS + field - 1].rows();
    double sum = 0;
    for (int batch = 0; batch < BATCHES; batch++) {
      int begin = batch * CriteoShape.BATCH;
      sum +=
          Arrays.stream(rows, begin, begin + CriteoShape.BATCH)
              .filter(row -> row >= 0)
              .distinct()
              .count();
    }
    assertEquals(expected, sum / BATCHES, 0.1 * expected, "C" + field);
  }

  @Test
  void valuesAreMissingAsOftenAsInTheSample() {
    assertEquals(0.761, missing(block.columns()[NUMBERS + 21]), 0.02);
    assertEquals(0.034, missing(block.columns()[NUMBERS + 2]), 0.01);
    assertEquals(0.939, missing(block.columns()[11]), 0.02);
  }

  private double missing(FieldColumn column) {
    int count = 0;
    for (int b = 0; b < block.size(); b++) {
      boolean isMissing = column.isNumeric() ? column.values()[b] == 0 : column.rows()[b] < 0;
      count += isMissing ? 1 : 0;
    }
    return (double) count / block.size();
  }

  @Test
  void whatIsWrittenForThePeerIsTheSame(@TempDir Path folder) throws Exception {
    PeerExamples.write(TrueShape.config().schema(), block, folder);
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("examples")))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(block.size() * 4 * 40, bytes.capacity());
    int b = 1234;
    bytes.position(b * 4 * 40);
    assertEquals(block.labels()[b], bytes.getFloat());
    for (int f = 0; f < NUMBERS; f++) {
      assertEquals(block.columns()[f].values()[b], bytes.getFloat());
    }
    int first = 0;
    for (int f = NUMBERS; f < 39; f++) {
      int row = block.columns()[f].rows()[b];
      assertEquals(row < 0 ? -1 : first + row, bytes.getInt(), "field " + f);
      first += TrueShape.config().schema().field(f).size();
    }
    assertEquals(TrueShape.features(), first + NUMBERS);
  }
}
