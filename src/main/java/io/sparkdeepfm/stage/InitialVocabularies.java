package io.sparkdeepfm.stage;

import io.sparkdeepfm.stage.vocabulary.Vocabulary;
import io.sparkdeepfm.stage.vocabulary.VocabularyNames;
import java.util.ArrayList;
import java.util.List;

/** The vocabularies that a {@link VocabularyIndexer} begins with. */
final class InitialVocabularies {
  private InitialVocabularies() {}

  /**
   * Those of an earlier model, one per name; empty ones without a model.
   *
   * @param initial null for none
   * @throws IllegalArgumentException if a vocabulary is missing on either side, or a column had
   *     another
   */
  static Vocabulary[] of(VocabularyIndexerModel initial, VocabularyNames names) {
    if (initial == null) {
      return names.names().stream().map(Vocabulary::new).toArray(Vocabulary[]::new);
    }
    VocabularyNames old = VocabularyNames.of(initial);
    checkColumns(old, names);
    List<Vocabulary> vocabularies = new ArrayList<>();
    for (String name : names.names()) {
      if (!initial.vocabularySizes().containsKey(name)) {
        throw new IllegalArgumentException(
            String.format(
                "Vocabulary '%s' is not in the initial model, which has %s; index its columns with"
                    + " a stage of their own.",
                name, initial.vocabularySizes().keySet()));
      }
      vocabularies.add(initial.named(name));
    }
    for (String name : initial.vocabularySizes().keySet()) {
      if (!names.names().contains(name)) {
        throw new IllegalArgumentException(
            String.format(
                "Vocabulary '%s' of the initial model is used by no input column; the columns use"
                    + " %s. Keep its columns among inputCols.",
                name, names.names()));
      }
    }
    return vocabularies.toArray(new Vocabulary[0]);
  }

  private static void checkColumns(VocabularyNames old, VocabularyNames names) {
    for (int c = 0; c < names.columns().size(); c++) {
      int before = old.columns().indexOf(names.columns().get(c));
      if (before >= 0 && !old.nameOf(before).equals(names.nameOf(c))) {
        throw new IllegalArgumentException(
            String.format(
                "Column '%s' uses vocabulary '%s', but '%s' in the initial model; keep it as it"
                    + " was.",
                names.columns().get(c), names.nameOf(c), old.nameOf(before)));
      }
    }
  }
}
