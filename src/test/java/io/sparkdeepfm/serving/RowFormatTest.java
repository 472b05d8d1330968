package io.sparkdeepfm.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.testing.TinyServed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RowFormatTest {
  @TempDir Path folder;

  private Path write(ServingModel model, RowFormat format) throws IOException {
    Path file = folder.resolve(format.name());
    try (OutputStream out = Files.newOutputStream(file)) {
      ServingFile.write(model, format, out);
    }
    return file;
  }

  private static ByteBuffer stored(RowFormat format, float... row) {
    ByteBuffer bytes = ByteBuffer.allocate(format.bytes(row.length)).order(ByteOrder.LITTLE_ENDIAN);
    format.write(row, 0, row.length, bytes);
    assertEquals(0, bytes.remaining(), "bytes of a row");
    return bytes;
  }

  private static float bfloat16(float value) {
    return Float.intBitsToFloat(stored(RowFormat.BFLOAT16, value).getShort(0) << 16);
  }

  @Test
  void numbersOfSixteenBitsAreTheNearestAndTiesGoToTheEven() {
    assertEquals(1f, bfloat16(1f));
    assertEquals(1f, bfloat16(1f + 0x1p-8f), "a tie, down to the even");
    assertEquals(1f + 0x1p-6f, bfloat16(1f + 0x1p-7f + 0x1p-8f), "a tie, up to the even");
    assertEquals(1f + 0x1p-7f, bfloat16(1f + 0x1.2p-8f));
    assertEquals(-0.15625f, bfloat16(-0.15625f));
    assertTrue(Float.isFinite(bfloat16(Float.MAX_VALUE)), "the largest stays finite");
  }

  @ParameterizedTest
  @CsvSource({"BFLOAT16, 0.00390625", "INT8, 0.00393701"}) // 2⁻⁸ of a number, 1 ⁄ 254 of a row
  void rowsAreReadAsTheyWereWrittenButForRounding(RowFormat format, float bound)
      throws IOException {
    int rowLength = 7;
    int numRows = 20_000; // several blocks
    float[] values = new float[numRows * rowLength];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(10, i % 5 - 3));
    }
    Path file = folder.resolve("rows");
    int[] checksums;
    try (OutputStream stream = Files.newOutputStream(file)) {
      BlockOutput out = new BlockOutput(stream);
      out.putRows(
          new EmbeddingTable("items", values.length / rowLength, rowLength - 1, values), format);
      checksums = out.checksums();
    }
    float[] actual = new float[rowLength];
    try (FileChannel channel = FileChannel.open(file)) {
      MappedFile data = new MappedFile("rows", channel, channel.size(), checksums);
      for (int row = 0; row < numRows; row++) {
        format.read(data, (long) row * format.bytes(rowLength), actual, rowLength);
        float[] expected = Arrays.copyOfRange(values, row * rowLength, (row + 1) * rowLength);
        float largest = 0;
        for (int k = 0; k < rowLength - 1; k++) {
          largest = Math.max(largest, Math.abs(expected[k]));
        }
        for (int k = 0; k < rowLength; k++) {
          boolean isOfRow = format == RowFormat.INT8 && k < rowLength - 1;
          float size = isOfRow ? largest : Math.abs(expected[k]);
          assertEquals(expected[k], actual[k], size * bound, "row " + row + ", number " + k);
        }
      }
    }
  }

  @Test
  void aRowOfZerosAndOneTooSmallForAUnitAreZeros() {
    for (float tiny : new float[] {0, Float.MIN_VALUE}) {
      ByteBuffer row = stored(RowFormat.INT8, tiny, -tiny, 3);
      assertEquals(3f, row.getFloat(0), "the first-order weight has 32 bits");
      assertEquals(0f, row.getFloat(4) * row.get(8));
      assertEquals(0f, Math.abs(row.getFloat(4) * row.get(9)));
    }
  }

  @ParameterizedTest
  @EnumSource(RowFormat.class)
  void aFileOfEachFormatScoresNearlyTheSame(RowFormat format) throws IOException {
    ServingModel model = TinyServed.model(3_000, 4);
    Scorer whole = Scorer.load(write(model, RowFormat.FLOAT32));
    Scorer scorer = Scorer.load(write(model, format));
    for (int i = 0; i < 200; i++) {
      Map<String, Object> row = Map.of("site", "token" + i, "ratio", i / 100.0, "age", i);
      double tolerance = format == RowFormat.FLOAT32 ? 0 : 0.02;
      assertEquals(whole.logit(row), scorer.logit(row), tolerance, format + ", row " + i);
    }
  }

  @Test
  void filesShrinkAndOnlyWhatIsNewNeedsANewReader() throws IOException {
    ServingModel model = TinyServed.model(3_000, 4);
    byte[] whole = Files.readAllBytes(write(model, RowFormat.FLOAT32));
    byte[] half = Files.readAllBytes(write(model, RowFormat.BFLOAT16));
    long rows = 0;
    for (EmbeddingTable table : model.parameters().tables()) {
      rows += table.values().length;
    }
    assertEquals(2.0 * rows, whole.length - half.length, 64 * 8, "bytes saved");
    assertEquals(1, ByteBuffer.wrap(whole).getInt(8), "format version");
    assertEquals(2, ByteBuffer.wrap(half).getInt(8), "format version");
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "INT8"})
  void numbersThatAreNoneAreRefused(RowFormat format) {
    ServingModel model = TinyServed.model(50, 4);
    model.parameters().tables().get(0).values()[1] = Float.NaN;
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ServingFile.write(model, format, new ByteArrayOutputStream()));
    assertTrue(e.getMessage().startsWith("An embedding row holds NaN"), e::getMessage);
  }

  @Test
  void anotherNameIsRefused() {
    assertEquals(RowFormat.INT8, RowFormat.of("int8"));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> RowFormat.of("int4"));
    assertEquals("embeddings is 'int4', but must be float32, bfloat16 or int8.", e.getMessage());
  }
}
