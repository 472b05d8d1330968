package io.sparkdeepfm.persist;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.EmbeddingTable;

/**
 * What is saved of a fitted model besides its Params: its shape and what it has learned.
 *
 * @param config the shape
 * @param parameters of that shape, the tables named as the schema's vocabularies
 */
public record ModelState(DeepFMConfig config, DeepFMParameters parameters) {
  /**
   * @throws IllegalArgumentException if the parameters do not fit the configuration
   */
  public ModelState {
    parameters.checkShape(config);
    for (int t = 0; t < parameters.tables().size(); t++) {
      String vocabulary = parameters.table(t).vocabulary();
      if (!vocabulary.equals(config.schema().tableName(t))) {
        throw Refusal.of(
            "Embedding table %d is of vocabulary '%s', but the configuration has '%s' there.",
            t, vocabulary, config.schema().tableName(t));
      }
    }
  }

  /**
   * @throws IllegalArgumentException if a parameter is NaN or infinite, or a variance negative
   */
  void requireUsable() {
    DenseLayout.Segment negative = new DenseLayout(config).negativeVariance(parameters.dense());
    if (negative != null) {
      throw Refusal.of(
          "The model has negative values in its dense segment '%s', which is a variance, so that it"
              + " cannot be saved; train again.",
          negative.name());
    }
    for (EmbeddingTable table : parameters.tables()) {
      for (float[] rows : table.segments()) {
        requireFinite("embedding table '" + table.vocabulary() + "'", rows, 0, rows.length);
      }
    }
    for (DenseLayout.Segment segment : new DenseLayout(config).segments()) {
      int end = segment.offset() + segment.length();
      requireFinite(
          "dense segment '" + segment.name() + "'", parameters.dense(), segment.offset(), end);
    }
  }

  private static void requireFinite(String name, float[] values, int begin, int end) {
    if (!areFinite(values, begin, end)) {
      throw Refusal.of(
          "The model has NaN or infinite values in its %s, so that it cannot be saved; train"
              + " again with a smaller learningRate.",
          name);
    }
  }

  /** Whether the values in {@code [begin, end)} are all finite. */
  static boolean areFinite(float[] values, int begin, int end) {
    for (int i = begin; i < end; i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }
}
