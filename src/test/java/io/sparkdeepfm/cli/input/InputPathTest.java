package io.sparkdeepfm.cli.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.cli.input.InputOptions.Format;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Inputs whose paths have characters of globs and addresses, and directories that are columns. */
@Tag("spark")
class InputPathTest {
  @TempDir Path folder;

  private static Dataset<Row> read(Format format, String path, String... numbers) {
    InputOptions options = new InputOptions();
    options.format = format;
    return new Inputs(SharedSpark.get(), options, List.of(), List.of(), List.of(numbers), 0)
        .read(path);
  }

  private void write(Format format, String directory) throws IOException {
    Path path = folder.resolve(directory);
    if (format == Format.PARQUET) {
      SharedSpark.get().range(2).write().parquet(path.toString());
    } else {
      Files.createDirectories(path);
      Files.writeString(path.resolve("part.csv"), "id\n0\n1\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b", "12:30", "a:b/c:d", "[2024]", "{x}", "used*", "what?", "100%20", "数据 é", "a#b"
      })
  void aNameThatIsThereIsMeantLiterally(String name) throws IOException {
    write(Format.CSV, name);
    write(Format.CSV, "used-not");
    assertEquals(2, read(Format.CSV, folder.resolve(name).toString()).count());
    assertEquals(2, read(Format.CSV, folder.resolve(name) + "/part.csv").count());
    write(Format.PARQUET, name + "/p");
    assertEquals(2, read(Format.PARQUET, folder.resolve(name) + "/p").count());
  }

  /** Hadoop cannot name the checksum file that belongs to it. */
  @Test
  void aFileWithAColonInItsOwnNameIsToBeRenamed() throws IOException {
    Path file = Files.writeString(folder.resolve("12:30.csv"), "id\n0\n1\n");
    String message =
        assertThrows(IllegalArgumentException.class, () -> read(Format.CSV, file.toString()))
            .getMessage();
    assertEquals(
        "Input '" + file + "' has a colon in its name, which Hadoop cannot open; rename the file.",
        message);
  }

  @ParameterizedTest
  @EnumSource(names = {"PARQUET", "CSV"})
  void directoriesAreColumnsWithTheirZeros(Format format) throws IOException {
    write(format, "t/day=01/hour=007");
    write(format, "t/day=02/hour=008");
    for (String path : List.of("t", "t/day=*", "t/day=*/hour=*", "t/day=0[12]")) {
      Dataset<Row> rows = read(format, folder.resolve(path).toString(), "hour");
      assertEquals(4, rows.count(), path);
      assertEquals(2, rows.filter("day = '01' and hour = 7").count(), path);
      assertEquals(DataTypes.StringType, rows.schema().apply("day").dataType(), path);
      assertEquals(DataTypes.DoubleType, rows.schema().apply("hour").dataType(), path);
    }
    Dataset<Row> one = read(format, folder.resolve("t/day=02").toString());
    assertEquals(2, one.filter("day = '02'").count());
    assertEquals(3, one.columns().length);
  }

  @Test
  void directoriesAboveTheInputAreNoColumns() throws IOException {
    write(Format.PARQUET, "user=me/table/day=01");
    Dataset<Row> rows = read(Format.PARQUET, folder.resolve("user=me/table").toString());
    assertEquals(List.of("id", "day"), List.of(rows.columns()));
  }

  @Test
  void aParquetFileOfAnotherTypeIsNamed() throws IOException {
    SharedSpark.get().range(2).coalesce(1).write().parquet(folder.resolve("m/a").toString());
    SharedSpark.get()
        .range(2)
        .selectExpr("int(id) as id")
        .coalesce(1)
        .write()
        .parquet(folder.resolve("m/b").toString());
    Dataset<Row> rows = read(Format.PARQUET, folder.resolve("m/*").toString());
    Exception failed = assertThrows(Exception.class, rows::collectAsList);
    String message = UserMistake.in(failed);
    assertTrue(message.startsWith("File '" + folder.resolve("m/")), message);
    assertTrue(message.contains("': column 'id' is of type INT"), message);
  }
}
