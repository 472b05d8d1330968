package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.cli.input.FieldSpec;
import io.sparkdeepfm.cli.input.FieldSpec.FieldType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsFileTest {
  private static List<FieldSpec> fields(String... entries) {
    return FieldsFile.parse("f.json", "{\"fields\": [" + String.join(",", entries) + "]}").fields();
  }

  private static String messageOf(String text) {
    return assertThrows(IllegalArgumentException.class, () -> FieldsFile.parse("f.json", text))
        .getMessage();
  }

  @Test
  void valuesThatAreTooDeepAreRefused() {
    for (int depth : new int[] {17, 900, 100_000}) {
      String message = messageOf("{\"fields\": " + "[".repeat(depth) + "]".repeat(depth) + "}");
      assertTrue(
          message.startsWith("Fields file 'f.json' has values within values more than 16 deep"),
          message);
    }
  }

  @Test
  void numbersAndTextsWithoutEndAreRefused() {
    String number = "{'column':'a','type':'numeric','clip':" + "9".repeat(5000) + "}";
    assertTrue(
        messageOf(("{'fields':[" + number + "]}").replace('\'', '"')).contains("is too long"));
  }

  @Test
  void aFileWithoutEndIsRefusedBeforeItIsRead(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("f.json"), " ".repeat((8 << 20) + 1));
    String message =
        assertThrows(IllegalArgumentException.class, () -> FieldsFile.read(file)).getMessage();
    assertEquals(
        "Fields file '" + file + "' is larger than 8 MiB; name a file that lists a model's fields.",
        message);
  }

  @Test
  void moreFieldsThanTenThousandAreRefused() {
    String fields =
        IntStream.range(0, 10_001)
            .mapToObj(i -> "{\"column\":\"c" + i + "\",\"type\":\"numeric\"}")
            .collect(Collectors.joining(","));
    assertEquals(
        "Fields file 'f.json': there are 10001 fields, but at most 10000; leave some out.",
        messageOf("{\"fields\": [" + fields + "]}"));
  }

  @Test
  void aLongValueIsCutInTheMessage() {
    String message = messageOf("{\"fields\": \"" + "x".repeat(1_000_000) + "\"}");
    assertTrue(message.length() < 300, message);
  }

  @Test
  void everyOptionIsRead() {
    FieldSpec numeric =
        fields("{'column':'I1','type':'numeric','clip':50}".replace('\'', '"')).get(0);
    assertTrue(numeric.logMinMax());
    assertEquals(50.0, numeric.clip());

    FieldSpec apps =
        fields(
                ("{'column':'apps','type':'multivalued','vocabulary':'app','pooling':'sqrtn',"
                        + "'delimiter':'|','weightDelimiter':':','minFrequency':3,'maxVocabularySize':99}")
                    .replace('\'', '"'))
            .get(0);
    assertEquals(
        new FieldSpec(
            "apps",
            FieldType.MULTIVALUED,
            true,
            null,
            false,
            3,
            99,
            null,
            "app",
            "sqrtn",
            "|",
            ":"),
        apps);
  }

  @Test
  void whatTheFileDoesNotSayIsLeftToTheStages() {
    FieldSpec field = fields("{\"column\":\"C1\",\"type\":\"categorical\"}").get(0);
    assertNull(field.minFrequency());
    assertNull(field.numBuckets());
    assertEquals("C1", field.vocabulary());
    assertEquals("default", field.pooling());
    assertFalse(field.hashed());
  }

  @Test
  void fieldsOfOneVocabularyShareItsOptions() {
    List<FieldSpec> fields =
        fields(
            "{\"column\":\"a\",\"type\":\"categorical\",\"vocabulary\":\"v\"}",
            "{\"column\":\"b\",\"type\":\"categorical\",\"vocabulary\":\"v\",\"minFrequency\":7}");
    assertEquals(7, fields.get(0).minFrequency());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          {} | Fields file 'f.json': 'fields' is missing.
          [] | Fields file 'f.json': the file is [], but must be of type object.
          {"fields":[]} | Fields file 'f.json': there are no fields.
          {"fields":[{"column":"a","type":"text"}],"x":1} | Fields file 'f.json': 'x' is not an option of a fields file, which has $schema, fields.
          """)
  void aWrongFileIsNamed(String text, String message) {
    assertEquals(message, messageOf(text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          5                                                             | Fields file 'f.json', field 1: the entry is 5, but must be of type object.
          {"type":"text"}                                               | Fields file 'f.json', field 1: 'column' is missing.
          {"column":"","type":"text"}                                   | Field '': column is empty.
          {"column":"C1"}                                               | Field 'C1': 'type' is missing.
          {"column":"C1","type":"cat"}                                  | Field 'C1': type is "cat", but must be one of numeric, categorical, multivalued, text.
          {"column":"C1","type":"categorical","minFrequency":-1}        | Field 'C1': minFrequency is -1, but must be at least 1.
          {"column":"C1","type":"categorical","minFrequency":"2"}       | Field 'C1': minFrequency is "2", but must be of type integer.
          {"column":"C1","type":"categorical","maxVocabularySize":3e9}  | Field 'C1': maxVocabularySize is 3.0E9, but must be at most 2147483646.
          {"column":"C1","type":"categorical","numBuckets":9}           | Field 'C1': 'numBuckets' is not an option of a categorical field with encoding vocabulary, which has column, type, encoding, minFrequency, maxVocabularySize, vocabulary.
          {"column":"C1","type":"categorical","encoding":"hash","minFrequency":9} | Field 'C1': 'minFrequency' is not an option of a categorical field with encoding hash, which has column, type, encoding, numBuckets, vocabulary.
          {"column":"C1","type":"categorical","encoding":"md5"}         | Field 'C1': encoding is "md5", but must be one of vocabulary, hash.
          {"column":"I1","type":"numeric","transform":"log"}            | Field 'I1': transform is "log", but must be one of logMinMax, none.
          {"column":"I1","type":"numeric","clip":0}                     | Field 'I1': clip is 0, but must be greater than 0.
          {"column":"I1","type":"numeric","transform":"none","clip":1}  | Field 'I1': 'clip' is not an option of a numeric field with transform none, which has column, type, transform.
          {"column":"t","type":"text","pooling":"max"}                  | Field 't': pooling is "max", but must be one of sum, mean, sqrtn.
          {"column":"t","type":"text","delimiter":","}                  | Field 't': 'delimiter' is not an option of a text field with encoding vocabulary, which has column, type, encoding, minFrequency, maxVocabularySize, vocabulary, pooling.
          {"column":"m","type":"multivalued","delimiter":""}            | Field 'm': delimiter is empty.
          """)
  void aWrongFieldIsNamed(String entry, String message) {
    assertEquals(message, messageOf("{\"fields\":[" + entry + "]}"));
  }

  @Test
  void brokenJsonIsNamedWithItsLine() {
    String message = messageOf("{\"fields\":\n [}");
    assertTrue(message.startsWith("Fields file 'f.json' is not valid JSON at line 2: "), message);
  }

  @Test
  void anOptionGivenTwiceIsAnError() {
    String message = messageOf("{\"fields\":[{\"column\":\"a\",\"column\":\"b\"}]}");
    assertTrue(message.contains("Duplicate field 'column'"), message);
  }

  @Test
  void aColumnGivenTwiceIsAnError() {
    String entry = "{\"column\":\"a\",\"type\":\"numeric\"}";
    assertEquals(
        "Field 'a' is there twice in 'f.json', where case makes no difference; leave one out.",
        messageOf("{\"fields\":[" + entry + "," + entry + "]}"));
  }

  @Test
  void aByteOrderMarkOfWindowsIsSkipped() {
    String text = "\ufeff{\"fields\":[{\"column\":\"a\",\"type\":\"numeric\"}]}";
    FieldsFile file = FieldsFile.parse("f.json", text);
    assertEquals("a", file.fields().get(0).column());
    assertEquals(text.substring(1), file.text());
  }

  @Test
  void fieldsOfOneVocabularyMustNotContradictEachOther() {
    String a = "{\"column\":\"a\",\"type\":\"text\",\"vocabulary\":\"v\",\"minFrequency\":2}";
    String b = "{\"column\":\"b\",\"type\":\"text\",\"vocabulary\":\"v\",\"minFrequency\":3}";
    String c = "{\"column\":\"c\",\"type\":\"text\",\"vocabulary\":\"v\",\"encoding\":\"hash\"}";
    assertEquals(
        "Field 'b': minFrequency is 3, but another field of the vocabulary 'v' says 2.",
        messageOf("{\"fields\":[" + a + "," + b + "]}"));
    assertEquals(
        "Field 'c': encoding is hash, but field 'a' has encoding vocabulary for the same"
            + " vocabulary 'v'.",
        messageOf("{\"fields\":[" + a + "," + c + "]}"));
  }

  @Test
  void aMissingFileIsNamed() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> FieldsFile.read(Path.of("no-such.json")))
            .getMessage();
    assertEquals("Fields file 'no-such.json' does not exist; name one with --fields.", message);
  }
}
