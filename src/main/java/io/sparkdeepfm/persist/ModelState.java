package io.sparkdeepfm.persist;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;

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
        throw new IllegalArgumentException(
            String.format(
                "Embedding table %d is of vocabulary '%s', but the configuration has '%s' there.",
                t, vocabulary, config.schema().tableName(t)));
      }
    }
  }
}
