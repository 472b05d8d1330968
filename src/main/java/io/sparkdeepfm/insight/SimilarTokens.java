package io.sparkdeepfm.insight;

import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.stage.VocabularyIndexerModel;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the tokens whose embeddings are most like that of a token. The driver has all it takes.
 *
 * @param parameters whose embeddings are compared
 * @param vocabularies where their tokens are
 */
public record SimilarTokens(DeepFMParameters parameters, FittedVocabularies vocabularies) {
  private static final int FIRST_TOKEN = 1; // 0 is the unknown
  private static final StructType SCHEMA =
      new StructType()
          .add("token", DataTypes.StringType, false)
          .add("index", DataTypes.IntegerType, false)
          .add("similarity", DataTypes.DoubleType, false)
          .add("count", DataTypes.LongType, false);

  /** Rows (token, index, similarity, count), the most similar first. */
  public Dataset<Row> find(SparkSession session, String vocabulary, String token, int k) {
    if (k < 1) {
      throw new IllegalArgumentException(String.format("k is %d, but must be at least 1.", k));
    }
    EmbeddingTable table = table(vocabulary);
    VocabularyIndexerModel tokens = tokens(vocabulary);
    int row = token == null ? 0 : tokens.index(vocabulary, token);
    if (row < FIRST_TOKEN) {
      throw new IllegalArgumentException(
          String.format(
              "Vocabulary '%s' has no token '%s' among its %d; take one that VocabularyIndexerModel"
                  + " lists.",
              vocabulary, token, table.numEmbeddings() - FIRST_TOKEN));
    }
    List<Row> rows =
        table.nearest(row, FIRST_TOKEN, k).stream()
            .map(
                near ->
                    RowFactory.create(
                        tokens.token(vocabulary, near.row()),
                        near.row(),
                        near.similarity(),
                        tokens.count(vocabulary, near.row())))
            .toList();
    return session.createDataFrame(rows, SCHEMA);
  }

  private EmbeddingTable table(String vocabulary) {
    List<EmbeddingTable> tables = parameters.tables();
    return tables.stream()
        .filter(table -> table.vocabulary().equals(vocabulary))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        "The model has no vocabulary '%s'; its vocabularies are %s.",
                        vocabulary,
                        tables.stream()
                            .map(EmbeddingTable::vocabulary)
                            .collect(Collectors.joining(", ")))));
  }

  private VocabularyIndexerModel tokens(String vocabulary) {
    return vocabularies
        .indexer(vocabulary)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        "The tokens of vocabulary '%s' are not known; give the model the"
                            + " PipelineModel with the VocabularyIndexerModel that built them by"
                            + " setFittedStages (buckets and numbers have no tokens).",
                        vocabulary)));
  }
}
