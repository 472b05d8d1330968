package io.sparkdeepfm.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.data.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/** Holds a fields.json against the published schema; the first finding becomes one sentence. */
final class FieldsSchema {
  private static final String RESOURCE = "/io/sparkdeepfm/fields.schema.json";

  /** What the schema needs is 3. */
  private static final int MAX_DEPTH = 16;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode schema;
  private final JsonSchema validator;

  FieldsSchema() {
    try (InputStream in = FieldsSchema.class.getResourceAsStream(RESOURCE)) {
      schema = JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    validator = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
  }

  /**
   * Parses and checks the text of a fields.json.
   *
   * @param source name of the file, for the message
   * @throws IllegalArgumentException if it is not JSON or breaks the schema
   */
  JsonNode parse(String source, String text) {
    JsonNode document;
    try {
      document = JSON.readTree(text);
    } catch (StreamConstraintsException e) {
      throw Refusal.because(
          e,
          "Fields file '%s' has values within values more than %d deep, or a number or text that is"
              + " too long; write it as docs/fields.md says.",
          source,
          MAX_DEPTH);
    } catch (JsonProcessingException e) {
      throw Refusal.because(
          e,
          "Fields file '%s' is not valid JSON at line %d: %s.",
          source,
          e.getLocation().getLineNr(),
          e.getOriginalMessage().lines().findFirst().get());
    }
    for (ValidationMessage finding : validator.validate(document)) {
      throw new IllegalArgumentException(
          sentence(String.format("Fields file '%s'", source), document, finding));
    }
    return document;
  }

  private String sentence(String source, JsonNode document, ValidationMessage finding) {
    JsonNodePath path = finding.getInstanceLocation();
    String subject = subject(source, document, path);
    String option = path.getNameCount() > 0 ? path.getName(-1) : "the file";
    String actual = Sentence.shortened(finding.getInstanceNode().toString());
    return switch (finding.getType()) {
      case "required" -> String.format("%s: '%s' is missing.", subject, finding.getProperty());
      case "additionalProperties" -> unknownOption(subject, finding);
      case "enum" ->
          String.format(
              "%s: %s is %s, but must be one of %s.",
              subject, option, actual, words(finding.getSchemaNode()));
      case "minimum" -> bound(subject, option, actual, "at least", finding);
      case "maximum" -> bound(subject, option, actual, "at most", finding);
      case "exclusiveMinimum" -> bound(subject, option, actual, "greater than", finding);
      case "minLength" -> String.format("%s: %s is empty.", subject, option);
      case "maxItems" ->
          String.format(
              "%s: there are %d fields, but at most %s; leave some out.",
              subject, finding.getInstanceNode().size(), finding.getSchemaNode());
      case "minItems" -> String.format("%s: there are no fields.", subject);
      case "type" ->
          String.format(
              "%s: %s is %s, but must be of type %s.",
              subject, element(option), actual, finding.getSchemaNode().asText());
      default -> String.format("%s: %s.", subject, finding.getError());
    };
  }

  private static String bound(
      String subject, String option, String actual, String relation, ValidationMessage finding) {
    return String.format(
        "%s: %s is %s, but must be %s %s.",
        subject, option, actual, relation, finding.getSchemaNode());
  }

  /** The option names that the schema object at fault knows, e.g. those of a numeric field. */
  private String unknownOption(String subject, ValidationMessage finding) {
    String pointer = finding.getSchemaLocation().getFragment().toString();
    JsonNode owner = schema.at(pointer.substring(0, pointer.lastIndexOf('/')));
    StringJoiner options = new StringJoiner(", ");
    owner.get("properties").fieldNames().forEachRemaining(options::add);
    return String.format(
        "%s: '%s' is not an option of a %s, which has %s.",
        subject, finding.getProperty(), owner.get("title").asText(), options);
  }

  private static String subject(String source, JsonNode document, JsonNodePath path) {
    if (path.getNameCount() < 2) {
      return source;
    }
    JsonNode column = document.at("/fields/" + path.getName(1) + "/column");
    return column.isTextual()
        ? String.format("Field '%s'", column.asText())
        : String.format("%s, field %s", source, Integer.parseInt(path.getName(1)) + 1);
  }

  /** An array element has a number for a name, which means nothing to a reader. */
  private static String element(String option) {
    return option.chars().allMatch(Character::isDigit) ? "the entry" : option;
  }

  private static String words(JsonNode array) {
    List<String> words = new ArrayList<>();
    array.forEach(word -> words.add(word.asText()));
    return String.join(", ", words);
  }
}
