package io.sparkdeepfm.insight;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.stage.VocabularyIndexerModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;

/**
 * Where the tokens of a model's vocabularies are.
 *
 * @param indexers by vocabulary of the model; those that no indexer built have none
 */
public record FittedVocabularies(Map<String, VocabularyIndexerModel> indexers) {
  /** Of a model that has not been told. */
  public static final FittedVocabularies NONE = new FittedVocabularies(Map.of());

  /**
   * The vocabularies of a model in the stages before it; of two with the same name the last counts.
   *
   * @param stages a VocabularyIndexerModel, or a PipelineModel that holds some
   * @throws IllegalArgumentException if a vocabulary has another size than in the model
   */
  public static FittedVocabularies of(Transformer stages, FieldSchema schema) {
    List<VocabularyIndexerModel> found = new ArrayList<>();
    collect(stages, found);
    Map<String, VocabularyIndexerModel> indexers = new LinkedHashMap<>();
    for (int t = 0; t < schema.numTables(); t++) {
      String vocabulary = schema.tableName(t);
      for (VocabularyIndexerModel indexer : found) {
        Integer size = indexer.vocabularySizes().get(vocabulary);
        if (size != null) {
          requireSize(vocabulary, size, schema.tableSize(t));
          indexers.put(vocabulary, indexer);
        }
      }
    }
    return new FittedVocabularies(indexers);
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

  private static void requireSize(String vocabulary, int given, int trained) {
    if (given != trained) {
      throw new IllegalArgumentException(
          String.format(
              "Vocabulary '%s' has %d indices in the given stages, but the model was trained on %d;"
                  + " give the stages that the model was trained with.",
              vocabulary, given, trained));
    }
  }

  /** The indexer that built a vocabulary, if it is known. */
  Optional<VocabularyIndexerModel> indexer(String vocabulary) {
    return Optional.ofNullable(indexers.get(vocabulary));
  }
}
