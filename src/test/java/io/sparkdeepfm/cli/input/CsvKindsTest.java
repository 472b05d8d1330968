package io.sparkdeepfm.cli.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.cli.input.FieldSpec.FieldType;
import io.sparkdeepfm.cli.input.InputOptions.Format;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Csv files as other programs and people write them. */
@Tag("spark")
@Tag("spark4")
class CsvKindsTest {
  @TempDir Path folder;
  private final InputOptions options = new InputOptions();

  {
    options.format = Format.CSV;
  }

  private static FieldSpec field(String column, FieldType type) {
    return new FieldSpec(
        column, type, true, null, false, null, null, null, column, "default", "", "");
  }

  private Dataset<Row> read(String path) {
    List<FieldSpec> fields =
        List.of(field("user", FieldType.CATEGORICAL), field("x", FieldType.NUMERIC));
    return new Inputs(SharedSpark.get(), options, fields, List.of("y"), List.of(), 0).read(path);
  }

  private Dataset<Row> readText(String text) throws IOException {
    return read(write("in.csv", text.getBytes(options.charset())));
  }

  private String write(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes).toString();
  }

  private String write(String name, String text) throws IOException {
    return write(name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static String users(Dataset<Row> rows) {
    return rows.select("user").collectAsList().stream()
        .map(row -> String.valueOf(row.get(0)))
        .sorted()
        .collect(Collectors.joining("|"));
  }

  private static String message(Dataset<Row> rows) {
    return UserMistake.in(assertThrows(Exception.class, rows::collectAsList));
  }

  private String refused(String path) {
    return UserMistake.in(assertThrows(Exception.class, () -> read(path)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        ",y,user,x ; _c0,y,user,x",
        "y,user,x, ; y,user,x,_c3",
        "y,user,a,x,a ; y,user,a_c2,x,a_c4",
        "y,user,User,x,USER ; y,user,User_c2,x,USER_c4",
        "y,user,x,A,a ; y,user,x,A_c3,a_c4",
        "y,user,user,x ; y,user_c1,user_c2,x",
      })
  void columnsWithoutANameOfTheirOwnGetOne(String header, String expected) throws IOException {
    int width = header.split(",", -1).length;
    String row = "7,".repeat(width - 1) + "7\n";
    Dataset<Row> rows = readText(header + "\n" + row + row);
    assertEquals(expected, String.join(",", rows.columns()));
    assertEquals(2, rows.count());
    assertEquals(width, rows.head().length());
  }

  @Test
  void filesWithoutNamesMustHaveOneHeader() throws IOException {
    write("d/a.csv", ",y,user,x\n0,1,u,2\n");
    write("d/b.csv", ",y,user,x\n1,1,v,2\n");
    assertEquals("u|v", users(read(folder.resolve("d").toString())));
    write("d/c.csv", ",y,x,user\n1,1,2,w\n");
    String message = refused(folder.resolve("d").toString());
    assertTrue(message.contains("c.csv' begins with ',y,x,user', but the others"), message);
  }

  @Test
  void aFileWithAnotherHeaderIsNamed() throws IOException {
    write("d a/a.csv", "y,user,x\n1,u,2\n");
    String other = write("d a/b.csv", "1,u,2\n0,v,3\n");
    assertEquals(
        "File '"
            + other
            + "' has another header line than the input's other files, or none; give all files the"
            + " same.",
        message(read(folder.resolve("d a").toString())));
    write("d a/b.csv", "y,user\n1,u\n");
    assertTrue(message(read(folder.resolve("d a").toString())).startsWith("File '" + other + "'"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\'',
      value = {
        "\"say \"\"hi\"\"\" ; say \"hi\"",
        "\"a,\"\"b\"\"\" ; a,\"b\"",
        "\"C:\\\" ; C:\\",
        "\"\"\"\" ; \"",
        "\"a \\\"b\\\" c\" ; a \"b\" c",
        "5\" pipe ; 5\" pipe",
      })
  void quotesWithinQuotesAreDoubledOrEscaped(String stored, String value) throws IOException {
    assertEquals(value + "|z", users(readText("y,user,x\n1," + stored + ",2\n0,z,3\n")));
  }

  @Test
  void lineBreaksWithinQuotesAreFound() throws IOException {
    String text = "y,user,x\n1,\"a\nb, \"\"c\"\"\",2\n0,z,3\n";
    assertEquals("a\nb, \"c\"|z", users(readText(text)));
    assertEquals("a\nb|z", users(readText("y,user,x\r\n1,\"a\r\nb\",2\r\n0,z,3\r\n")));
    assertEquals("a|z", users(readText("y,\"us\ner\",x,user\n1,q,2,a\n0,q,3,z\n")));
  }

  @Test
  void lineBreaksThatComeLateNeedAnOption() throws IOException {
    String text = "y,user,x\n" + "1,u,2\n".repeat(200_000) + "1,\"a\nb\",2\n";
    String message = message(readText(text).coalesce(1));
    assertTrue(message.contains("a line break within quotes (--multi-line)"), message);
    options.multiLine = true;
    assertEquals(1, readText(text).filter("user like '%\\n%'").count());
  }

  @Test
  void aMarkerOfMissingValuesIsNamed() throws IOException {
    String text = "y,user,x\n1,NA,2\n0,u,NA\n1,v,\n";
    String message = message(readText(text));
    assertTrue(message.contains("is no number (--null-value names one"), message);
    options.nullValue = "NA";
    assertEquals(2, readText(text).filter("x is null").count());
    assertEquals("null|u|v", users(readText(text)));
  }

  @ParameterizedTest
  @CsvSource({"GBK", "GB18030", "UTF-16", "UTF-16LE", "Big5", "utf-8"})
  void anEncodingIsNamed(String encoding) throws IOException {
    options.encoding = encoding;
    String text = encoding.equals("Big5") ? "用戶" : "用户";
    assertEquals(text + "|電腦", users(readText("y,user,x\n1," + text + ",2\n0,電腦,3\n")));
  }

  @Test
  void anotherEncodingIsNotReadAsUtf8() throws IOException {
    String gbk = write("gbk.csv", "y,user,x\n1,用户,2\n".getBytes(Charset.forName("GBK")));
    assertEquals(
        "Input '"
            + gbk
            + "': file '"
            + gbk
            + "' is not in the encoding UTF-8 at its byte 12; name its --encoding, for example GBK"
            + " or ISO-8859-1.",
        refused(gbk));
    String wide = write("w.csv", "y,user,x\n1,u,2\n".getBytes(StandardCharsets.UTF_16LE));
    assertTrue(refused(wide).contains("name its --encoding"), () -> refused(wide));
    options.encoding = "KOI9";
    assertEquals(
        "--encoding 'KOI9' is not known; say for example UTF-8, GBK or ISO-8859-1.",
        assertThrows(IllegalArgumentException.class, options::check).getMessage());
  }

  @Test
  void aByteOrderMarkIsNoPartOfAName() throws IOException {
    assertEquals("u", users(readText("\ufeffy,user,x\n1,u,2\n")));
  }

  @ParameterizedTest
  @CsvSource({"'\\t',9", "'\\u0001',1", "'\\x01',1", "'\\001',1", "'\\\\',92", ";,59", "|,124"})
  void aDelimiterMayBeSpelled(String spelled, int character) throws IOException {
    options.delimiter = spelled;
    String text = "y,user,x\n1,u,2\n".replace(',', (char) character);
    assertEquals("u", users(readText(text)));
  }

  @Test
  void whatCannotBeADelimiterIsRefused() {
    for (String delimiter : List.of("", "\"", "\n")) {
      options.delimiter = delimiter;
      String message = assertThrows(IllegalArgumentException.class, options::check).getMessage();
      assertTrue(message.contains("cannot stand between columns"), message);
    }
  }

  @Test
  void filesThatAreNoTextAreNamed() throws IOException {
    assertTrue(refused(write("a.csv", "PK\3\4xyz")).endsWith("unpack it, or save it as text."));
    assertTrue(refused(write("b.csv", "PAR1xyz")).endsWith("say --format parquet."));
    assertTrue(refused(write("c.csv", "a\0b")).contains("is no text in UTF-8"));
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write("y,user,x\n1,u,2\n".getBytes(StandardCharsets.UTF_8));
    }
    assertTrue(refused(write("d.csv", zipped.toByteArray())).endsWith("name it .gz."));
    assertEquals("u", users(read(write("d.csv.gz", zipped.toByteArray()))));
    String empty = write("e.csv", "");
    assertEquals(
        "Input '" + empty + "' has no header line; the first line must name the columns.",
        refused(empty));
  }
}
