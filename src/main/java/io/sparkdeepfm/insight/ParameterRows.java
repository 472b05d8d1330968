package io.sparkdeepfm.insight;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.element_at;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.apache.spark.sql.functions.when;

import io.sparkdeepfm.broadcast.BroadcastParameters;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.persist.EmbeddingRow;
import io.sparkdeepfm.stage.VocabularyIndexerModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.function.MapPartitionsFunction;
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
 * @param indexers that have the tokens, by vocabulary; buckets and numbers have none
 */
record ParameterRows(
    SparkSession session,
    DeepFMConfig config,
    BroadcastParameters parameters,
    Map<String, VocabularyIndexerModel> indexers) {
  private static final String VOCABULARY = "vocabulary";
  private static final String INDEX = "index";
  private static final String TOKEN = "token";
  private static final String COUNT = "count";
  private static final int FLOATS_PER_TASK = 1 << 22;

  /** Rows (vocabulary, index, token, count, fields, embedding). */
  Dataset<Row> embeddings() {
    return rows(col("embedding"));
  }

  /** Rows (vocabulary, index, token, count, fields, weight). */
  Dataset<Row> firstOrderWeights() {
    return rows(col("firstOrderWeight").as("weight"));
  }

  private Dataset<Row> rows(Column values) {
    return withTokens(tables())
        .select(
            col(VOCABULARY),
            col(INDEX),
            token().as(TOKEN),
            col(COUNT),
            element_at(fields(), col(VOCABULARY)).as("fields"),
            values);
  }

  private Dataset<EmbeddingRow> tables() {
    TableReader reader = new TableReader(config.schema(), parameters);
    long floats = reader.numRows() * (config.embeddingDim() + 1);
    int tasks = Math.toIntExact(1 + floats / FLOATS_PER_TASK);
    return session
        .range(0, reader.numRows(), 1, tasks)
        .mapPartitions(reader, Encoders.bean(EmbeddingRow.class));
  }

  private Dataset<Row> withTokens(Dataset<EmbeddingRow> tables) {
    Map<VocabularyIndexerModel, List<String>> byIndexer = new LinkedHashMap<>();
    indexers.forEach(
        (name, indexer) -> byIndexer.computeIfAbsent(indexer, any -> new ArrayList<>()).add(name));
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
    Set<String> known = indexers.keySet();
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

  /**
   * Cuts rows, numbered through all tables of a model one after the other, out of its parameters.
   */
  static final class TableReader implements MapPartitionsFunction<Long, EmbeddingRow> {
    private final BroadcastParameters parameters;
    private final long[] begins; // number of the first row of each table; then that of all

    TableReader(FieldSchema schema, BroadcastParameters parameters) {
      this.parameters = parameters;
      begins = new long[schema.numTables() + 1];
      for (int t = 0; t < schema.numTables(); t++) {
        begins[t + 1] = begins[t] + schema.tableSize(t);
      }
    }

    /** Rows of all tables. */
    long numRows() {
      return begins[begins.length - 1];
    }

    @Override
    public Iterator<EmbeddingRow> call(Iterator<Long> numbers) {
      Iterable<Long> once = () -> numbers;
      return StreamSupport.stream(once.spliterator(), false).map(this::row).iterator();
    }

    private EmbeddingRow row(long number) {
      int found = Arrays.binarySearch(begins, number);
      int t = found < 0 ? -found - 2 : found;
      EmbeddingTable table = parameters.value().table(t);
      int index = Math.toIntExact(number - begins[t]);
      float[] values = new float[table.rowLength()];
      table.read(index, values, 0);
      EmbeddingRow row = new EmbeddingRow();
      row.setVocabulary(table.vocabulary());
      row.setIndex(index);
      row.setEmbedding(Arrays.copyOf(values, table.embeddingDim()));
      row.setFirstOrderWeight(values[table.embeddingDim()]);
      return row;
    }
  }
}
