package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.param.PerColumn;
import io.sparkdeepfm.param.StageColumns;
import io.sparkdeepfm.param.TokenParams;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Which vocabulary each input column uses.
 *
 * @param columns the input columns
 * @param names distinct names of the vocabularies, by first appearance
 * @param idOf position in {@code names} of each column's vocabulary
 */
public record VocabularyNames(List<String> columns, List<String> names, List<Integer> idOf)
    implements Serializable {
  /**
   * @throws IllegalArgumentException if {@code vocabularies} is not aligned with {@code inputCols}
   *     or has an empty name
   */
  public static VocabularyNames of(TokenParams<?> stage) {
    String[] columns = StageColumns.required(stage, stage.inputCols());
    String[] vocabularies = stage.getVocabularies();
    PerColumn.requireAligned(stage.vocabularies(), vocabularies.length, columns.length);
    List<String> names = new ArrayList<>();
    List<Integer> idOf = new ArrayList<>();
    for (int c = 0; c < columns.length; c++) {
      if (vocabularies[c] == null || vocabularies[c].isEmpty()) {
        throw new IllegalArgumentException(
            String.format(
                "The vocabulary of column '%s' has an empty name; name it in vocabularies.",
                columns[c]));
      }
      if (!names.contains(vocabularies[c])) {
        names.add(vocabularies[c]);
      }
      idOf.add(names.indexOf(vocabularies[c]));
    }
    return new VocabularyNames(List.of(columns), List.copyOf(names), List.copyOf(idOf));
  }

  /** Number of distinct vocabularies. */
  int size() {
    return names.size();
  }

  public String nameOf(int column) {
    return names.get(idOf.get(column));
  }

  /**
   * An option per vocabulary from one per column.
   *
   * @param option its name, for the message
   * @throws IllegalArgumentException if columns of one vocabulary disagree
   */
  public int[] agreed(String option, int[] perColumn) {
    int[] agreed = new int[size()];
    int[] decidedBy = new int[size()];
    for (int c = columns.size() - 1; c >= 0; c--) {
      agreed[idOf.get(c)] = perColumn[c];
      decidedBy[idOf.get(c)] = c;
    }
    for (int c = 0; c < perColumn.length; c++) {
      int vocabulary = idOf.get(c);
      if (perColumn[c] != agreed[vocabulary]) {
        throw new IllegalArgumentException(
            String.format(
                "Columns '%s' and '%s' share vocabulary '%s', but have %s %d and %d;"
                    + " give them the same.",
                columns.get(decidedBy[vocabulary]),
                columns.get(c),
                names.get(vocabulary),
                option,
                agreed[vocabulary],
                perColumn[c]));
      }
    }
    return agreed;
  }
}
