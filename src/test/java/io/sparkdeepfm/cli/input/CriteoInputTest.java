package io.sparkdeepfm.cli.input;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.cli.input.FieldSpec.FieldType;
import io.sparkdeepfm.cli.input.InputOptions.Format;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class CriteoInputTest {
  @TempDir Path folder;

  private Dataset<Row> read(String line, FieldSpec... fields) throws IOException {
    InputOptions options = new InputOptions();
    options.format = Format.CRITEO;
    String path = Files.writeString(folder.resolve("in.txt"), line + "\n").toString();
    return new Inputs(SharedSpark.get(), options, List.of(fields), List.of(), List.of(), 0)
        .read(path);
  }

  private static String counters(String first, String second) {
    return first + "\t" + second + "\t".repeat(12) + "68fd1e64" + "\t".repeat(25);
  }

  @Test
  void aTestFileHasNoLabel() throws IOException {
    Dataset<Row> rows = read(counters("5", ""));
    assertEquals(39, rows.columns().length);
    assertEquals(5, rows.head().<Double>getAs("I1"));
    assertEquals("68fd1e64", rows.head().<String>getAs("C1"));
  }

  @Test
  void bigAndDecimalCountersAreRead() throws IOException {
    Row row = read("1\t" + counters("123456789012", "0.25")).head();
    assertEquals(1, row.<Integer>getAs("label"));
    assertEquals(123_456_789_012.0, row.<Double>getAs("I1"));
    assertEquals(0.25, row.<Double>getAs("I2"));
  }

  @Test
  void aCounterThatIsATokenKeepsItsText() throws IOException {
    FieldSpec field =
        new FieldSpec(
            "I1",
            FieldType.CATEGORICAL,
            true,
            null,
            false,
            null,
            null,
            null,
            "I1",
            "default",
            "",
            "");
    assertEquals("5", read("0\t" + counters("5", "1"), field).head().<String>getAs("I1"));
  }
}
