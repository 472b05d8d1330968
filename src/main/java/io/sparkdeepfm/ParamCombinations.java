package io.sparkdeepfm;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.EmbeddingInitializer;

/** Params that are in range one by one but do not go together, refused before any stage works. */
final class ParamCombinations {
  private ParamCombinations() {}

  /**
   * @throws IllegalArgumentException if no part of the model is on, or a scale is set that is not
   *     used
   */
  static void check(DeepFMClassifier params) {
    DeepFMConfig.checkParts(
        params.getFirstOrder(), params.getSecondOrder(), params.getHiddenUnits().length);
    checkScale(params);
  }

  private static void checkScale(DeepFMClassifier params) {
    String name = params.getEmbeddingInitializer();
    EmbeddingInitializer initializer =
        EnumNames.parse(EmbeddingInitializer.class, "embeddingInitializer", name);
    if (initializer.isGlorot() && params.isSet(params.embeddingInitScale())) {
      throw new IllegalArgumentException(
          String.format(
              "embeddingInitScale is set to %s, but embeddingInitializer is '%s', whose scale"
                  + " follows from the table's size; clear embeddingInitScale, or choose normal or"
                  + " uniform.",
              params.getEmbeddingInitScale(), name));
    }
  }
}
