package io.sparkdeepfm.stage.vocabulary;

import io.sparkdeepfm.data.BadValueException;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.param.StageColumns;
import io.sparkdeepfm.param.TokenParams;
import io.sparkdeepfm.stage.token.TokenColumn;
import io.sparkdeepfm.token.TokenTable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Builds or extends all vocabularies in one Spark query: count per task → add up, shard by shard →
 * set the tokens of earlier vocabularies apart → cut by frequency → rank within the vocabulary →
 * cut by size. Only what remains comes to the driver. Between the steps tokens travel packed in
 * byte arrays.
 *
 * <p>Numbers in the query: 0 … V − 1 the new tokens of the V vocabularies; then a pseudo-vocabulary
 * per column, with one token if the column holds any value; then the earlier vocabularies' tokens.
 *
 * @param columns the columns to count
 * @param names which vocabulary each column uses
 * @param minFrequency per vocabulary: rarer tokens are dropped
 * @param maxSize per vocabulary: at most so many tokens are kept, the unknown not counted
 * @param initial per vocabulary: what to extend; its tokens stay, however rare they are
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record VocabularyCounting(
    TokenColumn[] columns,
    VocabularyNames names,
    int[] minFrequency,
    int[] maxSize,
    Vocabulary[] initial) {
  /**
   * @throws IllegalArgumentException if a column holds no value, unless its vocabulary has tokens
   * @throws BadValueException if a cell holds an invalid weight
   */
  public Vocabulary[] run(Dataset<?> data) {
    List<TokenChunk> further = new ArrayList<>();
    List<TokenChunk> seen = new ArrayList<>();
    boolean[] present = new boolean[columns.length];
    for (Row row : rows(data)) {
      TokenChunk chunk = TokenChunk.of(row);
      if (chunk.vocabulary() < names.size()) {
        further.add(chunk);
      } else if (chunk.vocabulary() < firstKnown()) {
        present[chunk.vocabulary() - names.size()] = true;
      } else {
        seen.add(
            new TokenChunk(chunk.vocabulary() - firstKnown(), chunk.firstIndex(), chunk.packed()));
      }
    }
    requireValues(present);
    return extended(
        Vocabulary.fromChunks(names.names(), seen), Vocabulary.fromChunks(names.names(), further));
  }

  private Vocabulary[] extended(Vocabulary[] seen, Vocabulary[] further) {
    Vocabulary[] extended = new Vocabulary[initial.length];
    for (int v = 0; v < extended.length; v++) {
      extended[v] =
          initial[v].numTokens() == 0 ? further[v] : initial[v].extended(seen[v], further[v]);
    }
    return extended;
  }

  private void requireValues(boolean[] present) {
    for (int c = 0; c < columns.length; c++) {
      if (!present[c] && initial[names.idOf().get(c)].numTokens() == 0) {
        throw Refusal.of(
            "Column '%s' holds no value in any row of the training data, so its vocabulary '%s'"
                + " cannot be built; take it out of inputCols or give data that has values.",
            columns[c].name(), names.nameOf(c));
      }
    }
  }

  private int firstKnown() {
    return names.size() + columns.length;
  }

  private List<Row> rows(Dataset<?> data) {
    if (Arrays.stream(initial).allMatch(vocabulary -> vocabulary.numTokens() == 0)) {
      return collect(data, new MergeCounts.Known(null, firstKnown()));
    }
    Broadcast<TokenTable[]> tables =
        JavaSparkContext.fromSparkContext(data.sparkSession().sparkContext())
            .broadcast(Arrays.stream(initial).map(Vocabulary::table).toArray(TokenTable[]::new));
    try {
      return collect(data, new MergeCounts.Known(tables, firstKnown()));
    } finally {
      tables.destroy();
    }
  }

  private List<Row> collect(Dataset<?> data, MergeCounts.Known known) {
    return BadValueException.unwrap(() -> query(data, known).collectAsList());
  }

  private Dataset<Row> query(Dataset<?> data, MergeCounts.Known known) {
    int[] room = new int[maxSize.length];
    for (int v = 0; v < room.length; v++) {
      room[v] = Math.max(0, maxSize[v] - initial[v].numTokens());
    }
    Column vocabulary = functions.col("vocabulary");
    return CountTokens.byTask(data, columns, names)
        .repartition(functions.col("shard"))
        .sortWithinPartitions("shard")
        .mapPartitions(
            new MergeCounts(known, limits(minFrequency, 1)), Encoders.row(MergeCounts.SCHEMA))
        .repartition(vocabulary)
        .sortWithinPartitions(vocabulary, functions.col("count").desc(), functions.col("token"))
        .mapPartitions(
            new RankTokens(limits(room, Integer.MAX_VALUE)), Encoders.row(TokenChunk.SCHEMA));
  }

  /** A limit per number; the one token of a pseudo-vocabulary always stays. */
  private int[] limits(int[] ofNew, int ofKnown) {
    int[] limits = Arrays.copyOf(ofNew, firstKnown() + names.size());
    Arrays.fill(limits, names.size(), firstKnown(), 1);
    Arrays.fill(limits, firstKnown(), limits.length, ofKnown);
    return limits;
  }

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
     * @throws IllegalArgumentException if {@code vocabularies} is not aligned with {@code
     *     inputCols} or has an empty name
     */
    public static VocabularyNames of(TokenParams<?> stage) {
      String[] columns = StageColumns.required(stage, stage.inputCols());
      String[] vocabularies = stage.getVocabularies();
      StageColumns.requireAligned(stage.vocabularies(), vocabularies.length, columns.length);
      List<String> names = new ArrayList<>();
      List<Integer> idOf = new ArrayList<>();
      for (int c = 0; c < columns.length; c++) {
        if (vocabularies[c] == null || vocabularies[c].isEmpty()) {
          throw Refusal.of(
              "The vocabulary of column '%s' has an empty name; name it in vocabularies.",
              columns[c]);
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
          throw Refusal.of(
              "Columns '%s' and '%s' share vocabulary '%s', but have %s %d and %d;"
                  + " give them the same.",
              columns.get(decidedBy[vocabulary]),
              columns.get(c),
              names.get(vocabulary),
              option,
              agreed[vocabulary],
              perColumn[c]);
        }
      }
      return agreed;
    }
  }
}
