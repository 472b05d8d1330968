package io.sparkdeepfm.insight;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.when;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.persist.EmbeddingRow;
import io.sparkdeepfm.stage.VocabularyIndexerModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;

/**
 * A model's embedding tables as rows. The executors cut them out of the parameters that they have
 * for scoring, so the driver makes no row.
 *
 * @param config shape of the model
 * @param parameters of the model
 * @param vocabularies where their tokens are
 */
public record ParameterRows(
    DeepFMConfig config, Broadcast<DeepFMParameters> parameters, FittedVocabularies vocabularies) {
  private static final String VOCABULARY = "vocabulary";
  private static final String INDEX = "index";
  private static final String TOKEN = "token";
  private static final String COUNT = "count";
  private static final int FLOATS_PER_TASK = 1 << 22;

  /** Rows (vocabulary, index, token, count, fields, embedding). */
  public Dataset<Row> embeddings(SparkSession session) {
    return rows(session, col("embedding"));
  }

  /**
   * Rows (vocabulary, index, token, count, fields, weight).
   *
   * @throws IllegalStateException if the model has no first-order term
   */
  public Dataset<Row> firstOrderWeights(SparkSession session) {
    if (!config.firstOrder()) {
      throw new IllegalStateException(
          "The model was trained with firstOrder=false, so it has no first-order weights.");
    }
    return rows(session, col("firstOrderWeight").as("weight"));
  }

  private Dataset<Row> rows(SparkSession session, Column values) {
    return withTokens(session, tables(session))
        .select(
            col(VOCABULARY),
            col(INDEX),
            token().as(TOKEN),
            col(COUNT),
            element_at(fields(), col(VOCABULARY)).as("fields"),
            values);
  }

  private Dataset<EmbeddingRow> tables(SparkSession session) {
    TableReader reader = new TableReader(config.schema(), parameters);
    long floats = reader.numRows() * (config.embeddingDim() + 1);
    int tasks = Math.toIntExact(1 + floats / FLOATS_PER_TASK);
    return session
        .range(0, reader.numRows(), 1, tasks)
        .mapPartitions(reader, Encoders.bean(EmbeddingRow.class));
  }

  private Dataset<Row> withTokens(SparkSession session, Dataset<EmbeddingRow> tables) {
    Map<VocabularyIndexerModel, List<String>> byIndexer = new LinkedHashMap<>();
    vocabularies
        .indexers()
        .forEach(
            (name, indexer) ->
                byIndexer.computeIfAbsent(indexer, any -> new ArrayList<>()).add(name));
    return byIndexer.entrySet().stream()
        .map(
            entry ->
                entry
                    .getKey()
                    .vocabularyTable(session)
                    .where(col(VOCABULARY).isin(entry.getValue().toArray())))
        .reduce(Dataset::union)
        .map(tokens -> tables.join(tokens, new String[] {VOCABULARY, INDEX}, "left"))
        .orElseGet(
            () ->
                tables
                    .withColumn(TOKEN, lit(null).cast(DataTypes.StringType))
                    .withColumn(COUNT, lit(null).cast(DataTypes.LongType)));
  }

  /** The indexers list no row for the unknown. */
  private Column token() {
    Set<String> known = vocabularies.indexers().keySet();
    Column isUnknown = col(INDEX).equalTo(0).and(col(VOCABULARY).isin(known.toArray()));
    return when(isUnknown, lit(VocabularyIndexerModel.UNKNOWN_TOKEN)).otherwise(col(TOKEN));
  }

  /** A map from each vocabulary to the names of the fields that draw on it. */
  private Column fields() {
    FieldSchema schema = config.schema();
    List<List<Column>> names = new ArrayList<>();
    for (int t = 0; t < schema.numTables(); t++) {
      names.add(new ArrayList<>());
    }
    for (int f = 0; f < schema.numFields(); f++) {
      names.get(schema.tableOf(f)).add(lit(schema.field(f).name()));
    }
    List<Column> entries = new ArrayList<>();
    for (int t = 0; t < schema.numTables(); t++) {
      entries.add(lit(schema.tableName(t)));
      entries.add(array(names.get(t).toArray(Column[]::new)));
    }
    return map(entries.toArray(Column[]::new));
  }
}
