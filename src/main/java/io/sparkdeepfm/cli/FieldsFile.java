package io.sparkdeepfm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkdeepfm.cli.input.FieldSpec;
import io.sparkdeepfm.cli.input.FieldType;
import io.sparkdeepfm.cli.input.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A fields.json: the text as the user wrote it, and what it says. The format is in {@code
 * docs/fields.md} and {@code fields.schema.json}.
 *
 * @param text kept so that a saved model can carry it along
 */
record FieldsFile(String text, List<FieldSpec> fields) {
  /** Windows' editors put it before UTF-8 text. */
  private static final String BYTE_ORDER_MARK = "\ufeff";

  /**
   * @throws IllegalArgumentException if the file cannot be read or says something wrong
   */
  static FieldsFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          String.format("Fields file '%s' does not exist; name one with --fields.", file));
    }
    try {
      return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          String.format("Fields file '%s' cannot be read as UTF-8 text.", file), e);
    }
  }

  /**
   * @param source name of the file, for messages
   * @throws IllegalArgumentException if the text breaks the schema or contradicts itself
   */
  static FieldsFile parse(String source, String text) {
    String json = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    JsonNode document = new FieldsSchema().parse(source, json);
    List<FieldSpec> fields = new ArrayList<>();
    Set<String> columns = new HashSet<>();
    for (JsonNode node : document.get("fields")) {
      FieldSpec field = field(node);
      if (!columns.add(field.column().toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            String.format(
                "Field '%s' is there twice in '%s', where case makes no difference; leave one out.",
                field.column(), source));
      }
      fields.add(field);
    }
    return new FieldsFile(json, VocabularyOptions.agree(fields));
  }

  /** The fields, with what a format implies where the file does not say it. */
  List<FieldSpec> fieldsOf(Format format) {
    return fields.stream().map(f -> f.withDefaultDelimiter(format.valueDelimiter())).toList();
  }

  private static FieldSpec field(JsonNode node) {
    String column = node.get("column").asText();
    return new FieldSpec(
        column,
        FieldType.valueOf(node.get("type").asText().toUpperCase(Locale.ROOT)),
        node.path("transform").asText("logMinMax").equals("logMinMax"),
        node.has("clip") ? (Double) node.get("clip").asDouble() : null,
        node.path("encoding").asText().equals("hash"),
        integer(node, "minFrequency"),
        integer(node, "maxVocabularySize"),
        integer(node, "numBuckets"),
        node.path("vocabulary").asText(column),
        node.path("pooling").asText("default"),
        node.path("delimiter").asText(""),
        node.path("weightDelimiter").asText(""));
  }

  private static Integer integer(JsonNode node, String option) {
    return node.has(option) ? (Integer) node.get(option).asInt() : null;
  }
}
