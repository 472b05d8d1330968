package io.sparkdeepfm.insight;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import io.sparkdeepfm.scoring.Scoring.SentParameters;
import io.sparkdeepfm.stage.VocabularyIndexerModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a model has learned, in the tokens of the fitted stages before it: embeddings and
 * first-order weights as rows, and the tokens that are similar. It never changes.
 */
public final class ModelInsight {
  private static final int FIRST_TOKEN = 1; // 0 is the unknown
  private static final StructType SIMILAR =
      new StructType()
          .add("token", DataTypes.StringType, false)
          .add("index", DataTypes.IntegerType, false)
          .add("similarity", DataTypes.DoubleType, false)
          .add("count", DataTypes.LongType, false);

  private final DeepFMConfig config;
  private final DeepFMParameters parameters;
  private final SentParameters sent;
  private final Map<String, VocabularyIndexerModel> indexers;

  /**
   * Of a model; of two vocabularies with the same name in the stages the last counts.
   *
   * @param parameters of the model, not copied
   * @param sent the same, as the executors get them
   * @param stages a VocabularyIndexerModel, or a PipelineModel that holds some; null for none, and
   *     so for no tokens
   * @throws IllegalArgumentException if a vocabulary has another size than in the model
   */
  public ModelInsight(
      DeepFMConfig config, DeepFMParameters parameters, SentParameters sent, Transformer stages) {
    this.config = config;
    this.parameters = parameters;
    this.sent = sent;
    List<VocabularyIndexerModel> found = new ArrayList<>();
    collect(stages, found);
    indexers = indexers(found, config.schema());
  }

  private static void collect(Transformer stage, List<VocabularyIndexerModel> found) {
    if (stage instanceof VocabularyIndexerModel indexer) {
      found.add(indexer);
    } else if (stage instanceof PipelineModel pipeline) {
      for (Transformer inner : pipeline.stages()) {
        collect(inner, found);
      }
    }
  }

  /** By vocabulary of the model; those that no indexer built have none. */
  private static Map<String, VocabularyIndexerModel> indexers(
      List<VocabularyIndexerModel> found, FieldSchema schema) {
    Map<String, VocabularyIndexerModel> indexers = new LinkedHashMap<>();
    for (int t = 0; t < schema.numTables(); t++) {
      String vocabulary = schema.tableName(t);
      for (VocabularyIndexerModel indexer : found) {
        Integer size = indexer.vocabularySizes().get(vocabulary);
        if (size != null && size != schema.tableSize(t)) {
          throw Refusal.of(
              "Vocabulary '%s' has %d indices in the given stages, but the model was trained on"
                  + " %d; give the stages that the model was trained with.",
              vocabulary, size, schema.tableSize(t));
        }
        if (size != null) {
          indexers.put(vocabulary, indexer);
        }
      }
    }
    return indexers;
  }

  /**
   * All embeddings, a row per index of each vocabulary, in no order: {@code vocabulary} string,
   * {@code index} int, {@code token} string, {@code count} long (cells of the training data),
   * {@code fields} array of the names of the fields that draw on the vocabulary, {@code embedding}
   * array of D floats.
   *
   * <p>Tokens and counts are null where there are none: buckets and numbers have neither. The
   * unknown, index 0, has the token {@link VocabularyIndexerModel#UNKNOWN_TOKEN} and no count.
   */
  public Dataset<Row> embeddings() {
    return rows().embeddings();
  }

  /**
   * All first-order weights: as {@link #embeddings}, with {@code weight} float, w_i of the model,
   * in place of {@code embedding}. The learned factor of {@code head=weighted} is not in them.
   *
   * @throws IllegalStateException if the model has no first-order term
   */
  public Dataset<Row> firstOrderWeights() {
    if (!config.firstOrder()) {
      throw new IllegalStateException(
          "The model was trained with firstOrder=false, so it has no first-order weights.");
    }
    return rows().firstOrderWeights();
  }

  private ParameterRows rows() {
    SparkSession session = SparkSession.active();
    return new ParameterRows(session, config, sent.to(session), indexers);
  }

  /**
   * The tokens whose embeddings are most similar to that of a token by their cosine: {@code token}
   * string, {@code index} int, {@code similarity} double in [−1, 1], {@code count} long; the most
   * similar first, ties by ascending index. The token itself and the unknown are left out.
   *
   * @param k rows at most, at least 1
   * @throws IllegalArgumentException if k is below 1, or vocabulary or token are not known
   */
  public Dataset<Row> similar(String vocabulary, String token, int k) {
    if (k < 1) {
      throw Refusal.of("k is %d, but must be at least 1.", k);
    }
    EmbeddingTable table = table(vocabulary);
    VocabularyIndexerModel tokens = indexers.get(vocabulary);
    if (tokens == null) {
      throw Refusal.of(
          "The tokens of vocabulary '%s' are not known; call insight with the PipelineModel that"
              + " holds the VocabularyIndexerModel that built them (buckets and numbers have no"
              + " tokens).",
          vocabulary);
    }
    int row = token == null ? 0 : tokens.index(vocabulary, token);
    if (row < FIRST_TOKEN) {
      throw Refusal.of(
          "Vocabulary '%s' has no token '%s' among its %d; take one that VocabularyIndexerModel"
              + " lists.",
          vocabulary, token, table.numEmbeddings() - FIRST_TOKEN);
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
    return SparkSession.active().createDataFrame(rows, SIMILAR);
  }

  private EmbeddingTable table(String vocabulary) {
    List<EmbeddingTable> tables = parameters.tables();
    return tables.stream()
        .filter(table -> table.vocabulary().equals(vocabulary))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.of(
                    "The model has no vocabulary '%s'; its vocabularies are %s.",
                    vocabulary,
                    tables.stream()
                        .map(EmbeddingTable::vocabulary)
                        .collect(Collectors.joining(", "))));
  }
}
