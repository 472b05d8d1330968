package io.sparkdeepfm;

import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.EmbeddingTable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Classifiers small enough for a test, and what tests ask of what they give. */
final class TinyModels {
  private TinyModels() {}

  /** Learns a few thousand clicks in a second; one thread, so any machine gives the same model. */
  static DeepFMClassifier classifier() {
    return small(new DeepFMClassifier());
  }

  /** The same with a uid that is not drawn. */
  static DeepFMClassifier withUid(String uid) {
    return small(new DeepFMClassifier(uid));
  }

  private static DeepFMClassifier small(DeepFMClassifier classifier) {
    return classifier
        .setEmbeddingDim(4)
        .setHiddenUnits(8)
        .setBatchSize(64)
        .setLearningRate(0.01)
        .setNumEpochs(2)
        .setThreadsPerWorker(1);
  }

  /** Whether all learned floats are the same, bit for bit. */
  static boolean same(DeepFMClassificationModel a, DeepFMClassificationModel b) {
    return Arrays.equals(a.parameters().dense(), b.parameters().dense())
        && Arrays.deepEquals(embeddings(a.parameters()), embeddings(b.parameters()));
  }

  private static float[][] embeddings(DeepFMParameters parameters) {
    return parameters.tables().stream().map(EmbeddingTable::values).toArray(float[][]::new);
  }

  /** The values of a column, ordered by the column id. */
  static List<Object> byId(Dataset<Row> data, String column) {
    return data.orderBy("id").select(column).collectAsList().stream()
        .map(row -> row.get(0))
        .toList();
  }
}
