package io.sparkdeepfm.cli.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.cli.input.FieldSpec.FieldType;
import io.sparkdeepfm.cli.input.InputOptions.Format;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
@Tag("spark4")
class InputsTest {
  @TempDir Path folder;

  private static Inputs inputs(Format format, String delimiter, List<FieldSpec> fields) {
    return inputs(options(format, delimiter), fields);
  }

  private static Inputs inputs(InputOptions options, List<FieldSpec> fields) {
    return new Inputs(SharedSpark.get(), options, fields, List.of("y"), List.of("w"), 0);
  }

  private static InputOptions options(Format format, String delimiter) {
    InputOptions options = new InputOptions();
    options.format = format;
    options.delimiter = delimiter;
    return options;
  }

  private static FieldSpec numeric(String column) {
    return new FieldSpec(
        column, FieldType.NUMERIC, true, null, false, null, null, null, column, "default", "", "");
  }

  private String write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, text);
    return file.toString();
  }

  private String criteo(String label, String i1, String c26) {
    return String.join("\t", label, i1, "\t".repeat(10), "1382", "68fd1e64", "\t".repeat(23), c26);
  }

  @Test
  void criteoLinesKeepTheirMissingValues() throws IOException {
    Path file = folder.resolve("day.tsv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      String text = criteo("1", "", "\"ab") + "\n" + criteo("0", "-3", "") + "\n";
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    List<Row> rows =
        inputs(Format.CRITEO, null, List.of())
            .read(file.toString())
            .orderBy("label")
            .collectAsList();
    assertEquals(40, rows.get(0).length());
    assertEquals(-3, rows.get(0).<Double>getAs("I1"));
    assertTrue(rows.get(0).isNullAt(rows.get(0).fieldIndex("C26")));
    assertTrue(rows.get(1).isNullAt(rows.get(1).fieldIndex("I1")));
    assertTrue(rows.get(1).isNullAt(rows.get(1).fieldIndex("C2")));
    assertEquals("\"ab", rows.get(1).<String>getAs("C26"));
    assertEquals("68fd1e64", rows.get(1).<String>getAs("C1"));
  }

  @Test
  void aLineThatIsNotCriteosStopsTheJob() throws IOException {
    Inputs inputs = inputs(Format.CRITEO, null, List.of());
    String narrow = write("a.tsv", "1\tx\n");
    assertEquals(
        "Input '"
            + narrow
            + "': the first line has 2 columns between tabs, but Criteo's logs have 40, or 39"
            + " without a label; say another --format.",
        assertThrows(IllegalArgumentException.class, () -> inputs.read(narrow)).getMessage());
    String late = criteo("1", "", "x") + "\n1\tx\n";
    Dataset<Row> rows = inputs.read(write("b.tsv", late));
    assertThrows(Exception.class, rows::collectAsList);
  }

  @Test
  void csvTakesTypesFromTheFieldsAndNotFromTheValues() throws IOException {
    String path = write("a.csv", "y,user,price,w\n1,007,2.5,1\n0,,,1\n");
    Dataset<Row> rows = inputs(Format.CSV, ",", List.of(numeric("price"))).read(path);
    assertEquals(DataTypes.DoubleType, rows.schema().apply("price").dataType());
    assertEquals(DataTypes.DoubleType, rows.schema().apply("w").dataType());
    List<Row> sorted = rows.orderBy("y").collectAsList();
    assertTrue(sorted.get(0).isNullAt(1));
    assertTrue(sorted.get(0).isNullAt(2));
    assertEquals("007", sorted.get(1).getString(1));
  }

  @Test
  void csvMayBeSeparatedByAnything() throws IOException {
    String path = write("a.txt", "y|user\n1|a,b\n");
    assertEquals("a,b", inputs(Format.CSV, "|", List.of()).read(path).head().<String>getAs("user"));
  }

  @Test
  void aCsvValueThatIsNoNumberStopsTheJob() throws IOException {
    Dataset<Row> rows =
        inputs(Format.CSV, ",", List.of(numeric("price")))
            .read(write("a.csv", "y,price\n1,cheap\n"));
    assertThrows(Exception.class, rows::collectAsList);
  }

  @Test
  void fewPartitionsAreSpreadOverTheCores() throws IOException {
    Dataset<Row> rows = inputs(Format.CSV, ",", List.of()).read(write("a.csv", "y\n1\n0\n1\n"));
    assertEquals(
        SharedSpark.get().sparkContext().defaultParallelism(), rows.rdd().getNumPartitions());
  }

  @Test
  void libsvmVectorsHaveTheLengthThatIsAskedFor() throws IOException {
    String path = write("a.svm", "1 1:0.5 3:2\n0 2:1\n");
    Inputs inputs =
        new Inputs(
            SharedSpark.get(), options(Format.LIBSVM, null), List.of(), List.of(), List.of(), 10);
    assertEquals(
        10, inputs.read(path).head().<org.apache.spark.ml.linalg.Vector>getAs("features").size());
  }

  @Test
  void aMissingInputIsNamed() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> inputs(Format.PARQUET, null, List.of()).read("/no/such/file"))
            .getMessage();
    assertEquals("Input '/no/such/file' does not exist.", message);
  }

  @Test
  void anInputOfAnotherFormatIsNamed() throws IOException {
    String path = write("a.parquet", "this is no Parquet file");
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> inputs(Format.PARQUET, null, List.of()).read(path))
            .getMessage();
    assertTrue(message.startsWith("Input '" + path + "' cannot be read as parquet: "), message);
    assertEquals(1, message.lines().count());
  }
}
