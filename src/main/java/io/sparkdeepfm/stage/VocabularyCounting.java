package io.sparkdeepfm.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/**
 * Builds all vocabularies in one Spark query: count per task → sum → cut by frequency → rank within
 * the vocabulary → cut by size. Only what remains comes to the driver.
 *
 * @param columns the columns to count
 * @param names which vocabulary each column uses
 * @param minFrequency per vocabulary: rarer tokens are dropped
 * @param maxSize per vocabulary: at most so many tokens are kept, the unknown not counted
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record VocabularyCounting(
    TokenColumn[] columns, VocabularyNames names, int[] minFrequency, int[] maxSize) {
  private static final long MAX_TASK_MEMORY = 128L << 20;

  /**
   * @throws IllegalArgumentException if a column holds no value
   * @throws BadValueException if a cell holds an invalid weight
   */
  Vocabulary[] run(Dataset<?> data) {
    List<TokenChunk> chunks = new ArrayList<>();
    boolean[] present = new boolean[columns.length];
    for (Row row : BadValueException.unwrap(() -> query(data).collectAsList())) {
      TokenChunk chunk = TokenChunk.of(row);
      if (chunk.vocabulary() < names.size()) {
        chunks.add(chunk);
      } else {
        present[chunk.vocabulary() - names.size()] = true;
      }
    }
    for (int c = 0; c < columns.length; c++) {
      if (!present[c]) {
        throw new IllegalArgumentException(
            String.format(
                "Column '%s' holds no value in any row of the training data, so its vocabulary '%s'"
                    + " cannot be built; take it out of inputCols or give data that has values.",
                columns[c].name(), names.nameOf(c)));
      }
    }
    return Vocabulary.fromChunks(names.names(), chunks);
  }

  private Dataset<Row> query(Dataset<?> data) {
    Column vocabulary = functions.col("vocabulary");
    Column count = functions.col("count");
    Column rank =
        functions
            .row_number()
            .over(Window.partitionBy(vocabulary).orderBy(count.desc(), functions.col("token")));
    return data.select(CountTokens.expressions(columns))
        .mapPartitions(
            CountTokens.of(columns, names, MAX_TASK_MEMORY), Encoders.row(CountTokens.SCHEMA))
        .groupBy(vocabulary, functions.col("token"))
        .agg(functions.sum(count).as("count"))
        .where(count.geq(limit(minFrequency)))
        .withColumn("index", rank)
        .where(functions.col("index").leq(limit(maxSize)))
        .select("vocabulary", "index", "token", "count")
        .mapPartitions(new PackTokens(), Encoders.row(TokenChunk.SCHEMA));
  }

  /** The limit of each row's vocabulary; the one token of a pseudo-vocabulary always stays. */
  private Column limit(int[] ofVocabulary) {
    int[] limits = Arrays.copyOf(ofVocabulary, names.size() + columns.length);
    Arrays.fill(limits, names.size(), limits.length, 1);
    return functions.element_at(
        functions.lit(limits), functions.col("vocabulary").plus(functions.lit(1)));
  }
}
