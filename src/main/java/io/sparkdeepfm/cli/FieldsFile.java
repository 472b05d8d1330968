package io.sparkdeepfm.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkdeepfm.cli.input.FieldSpec;
import io.sparkdeepfm.cli.input.FieldSpec.FieldType;
import io.sparkdeepfm.cli.input.InputOptions.Format;
import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.persist.TextFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.SparkSession;

/**
 * A fields.json: the text as the user wrote it, and what it says. The format is in {@code
 * docs/fields.md} and {@code fields.schema.json}.
 *
 * @param text kept so that a saved model can carry it along
 */
record FieldsFile(String text, List<FieldSpec> fields) {
  /** Bytes of a file at most; ten thousand fields need a tenth of it. */
  private static final long MAX_BYTES = 8 << 20;

  /** Of two letters at least: {@code C:} is a disk. */
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:/");

  /** Windows' editors put it before UTF-8 text. */
  private static final String BYTE_ORDER_MARK = "\ufeff";

  /**
   * @param location a path of this machine, or one with the scheme of a file system that Hadoop
   *     knows
   * @throws IllegalArgumentException if the file cannot be read or says something wrong
   */
  static FieldsFile read(String location) {
    return isRemote(location) ? remote(location) : read(Path.of(location));
  }

  /**
   * Whether {@link #read(String)} needs a session, whose settings may have keys to the place; null
   * does not.
   */
  static boolean isRemote(String location) {
    return location != null && SCHEME.matcher(location).lookingAt();
  }

  private static FieldsFile remote(String location) {
    org.apache.hadoop.fs.Path file = new org.apache.hadoop.fs.Path(location);
    try {
      FileSystem files =
          file.getFileSystem(SparkSession.active().sparkContext().hadoopConfiguration());
      if (!files.exists(file)) {
        throw missing(location);
      }
      return parse(location, TextFile.read(files, file));
    } catch (IOException e) {
      throw Refusal.because(
          e, "Fields file '%s' cannot be read: %s", location, Sentence.of(Sentence.root(e)));
    }
  }

  private static IllegalArgumentException missing(Object file) {
    return Refusal.of("Fields file '%s' does not exist; name one with --fields.", file);
  }

  /**
   * @throws IllegalArgumentException if the file cannot be read or says something wrong
   */
  static FieldsFile read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw missing(file);
    }
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw tooLarge(file.toString());
      }
      return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw Refusal.because(e, "Fields file '%s' cannot be read as UTF-8 text.", file);
    }
  }

  /**
   * @param source name of the file, for messages
   * @throws IllegalArgumentException if the text breaks the schema or contradicts itself
   */
  static FieldsFile parse(String source, String text) {
    if (text.length() > MAX_BYTES) {
      throw tooLarge(source);
    }
    String json = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    JsonNode document = new FieldsSchema().parse(source, json);
    List<FieldSpec> fields = new ArrayList<>();
    Set<String> columns = new HashSet<>();
    for (JsonNode node : document.get("fields")) {
      FieldSpec field = field(node);
      if (!columns.add(field.column().toLowerCase(Locale.ROOT))) {
        throw Refusal.of(
            "Field '%s' is there twice in '%s', where case makes no difference; leave one out.",
            field.column(), source);
      }
      fields.add(field);
    }
    return new FieldsFile(json, VocabularyOptions.agree(fields));
  }

  /**
   * Refuses a field that a model would know what it is to foretell by, or how much a row counts.
   *
   * @param option that names the column, which may be null
   */
  static void requireNotAmong(List<FieldSpec> fields, String option, String column) {
    for (FieldSpec field : fields) {
      if (field.column().equalsIgnoreCase(column)) {
        throw Refusal.of(
            "Field '%s' is the column of %s, which a model cannot learn from; leave it out of"
                + " --fields.",
            field.column(), option);
      }
    }
  }

  private static IllegalArgumentException tooLarge(String source) {
    return Refusal.of(
        "Fields file '%s' is larger than %d MiB; name a file that lists a model's fields.",
        source, MAX_BYTES >> 20);
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

  /**
   * The options of one vocabulary, gathered from all fields that share it: what one field says
   * holds for all, and two may not say different things.
   */
  private static final class VocabularyOptions {
    private final FieldSpec first;
    private Integer minFrequency;
    private Integer maxVocabularySize;
    private Integer numBuckets;

    private VocabularyOptions(FieldSpec first) {
      this.first = first;
    }

    /**
     * The fields with the options of their vocabularies filled in.
     *
     * @throws IllegalArgumentException if two fields of a vocabulary contradict each other
     */
    static List<FieldSpec> agree(List<FieldSpec> fields) {
      Map<String, VocabularyOptions> vocabularies = new HashMap<>();
      for (FieldSpec field : fields) {
        if (!field.isNumeric()) {
          vocabularies
              .computeIfAbsent(field.vocabulary(), v -> new VocabularyOptions(field))
              .add(field);
        }
      }
      return fields.stream()
          .map(f -> f.isNumeric() ? f : vocabularies.get(f.vocabulary()).complete(f))
          .toList();
    }

    private void add(FieldSpec field) {
      if (field.hashed() != first.hashed()) {
        throw Refusal.of(
            "Field '%s': encoding is %s, but field '%s' has encoding %s for the same vocabulary"
                + " '%s'.",
            field.column(), encoding(field), first.column(), encoding(first), first.vocabulary());
      }
      minFrequency = one(field, "minFrequency", minFrequency, field.minFrequency());
      maxVocabularySize =
          one(field, "maxVocabularySize", maxVocabularySize, field.maxVocabularySize());
      numBuckets = one(field, "numBuckets", numBuckets, field.numBuckets());
    }

    private FieldSpec complete(FieldSpec field) {
      return field.withVocabularyOptions(minFrequency, maxVocabularySize, numBuckets);
    }

    private static String encoding(FieldSpec field) {
      return field.hashed() ? "hash" : "vocabulary";
    }

    private static Integer one(FieldSpec field, String option, Integer known, Integer said) {
      if (known != null && said != null && !Objects.equals(known, said)) {
        throw Refusal.of(
            "Field '%s': %s is %d, but another field of the vocabulary '%s' says %d.",
            field.column(), option, said, field.vocabulary(), known);
      }
      return known == null ? said : known;
    }
  }
}
