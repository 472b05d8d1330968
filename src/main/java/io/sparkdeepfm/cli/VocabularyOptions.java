package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.input.FieldSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The options of one vocabulary, gathered from all fields that share it: what one field says holds
 * for all, and two may not say different things.
 */
final class VocabularyOptions {
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
      throw new IllegalArgumentException(
          String.format(
              "Field '%s': encoding is %s, but field '%s' has encoding %s for the same vocabulary"
                  + " '%s'.",
              field.column(),
              encoding(field),
              first.column(),
              encoding(first),
              first.vocabulary()));
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
      throw new IllegalArgumentException(
          String.format(
              "Field '%s': %s is %d, but another field of the vocabulary '%s' says %d.",
              field.column(), option, said, field.vocabulary(), known));
    }
    return known == null ? said : known;
  }
}
