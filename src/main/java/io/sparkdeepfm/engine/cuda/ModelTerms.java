package io.sparkdeepfm.engine.cuda;

import io.sparkdeepfm.engine.cuda.device.Structure;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.DenseLayout;

/** What a model computes of its field vectors, as the kernels of embedding.cuh read it. */
final class ModelTerms {
  private ModelTerms() {}

  static boolean learnsAlpha(DeepFMConfig config) {
    return config.head() == Head.WEIGHTED && config.firstOrder();
  }

  static boolean learnsBeta(DeepFMConfig config) {
    return config.head() == Head.WEIGHTED && config.secondOrder();
  }

  /** Whether the gradient of the paired-up features is kept for each example. */
  static boolean keepsPairGradients(DeepFMConfig config) {
    return config.deepReadsPairs() && config.interaction() == Interaction.FEATURE;
  }

  /** Floats that a piece of a row's gradients leaves. */
  static int pieceLength(DeepFMConfig config) {
    int dim = config.embeddingDim();
    return dim + 3 + (keepsPairGradients(config) ? dim : 0);
  }

  /** The structure Terms. */
  static byte[] of(DeepFMConfig config) {
    DenseLayout layout = new DenseLayout(config);
    return new Structure()
        .integer(config.schema().numFields())
        .integer(config.embeddingDim())
        .flag(config.usesPairs() && config.interaction() == Interaction.FEATURE)
        .flag(config.usesPairs())
        .flag(config.deepReadsPairs())
        .flag(config.firstOrder())
        .flag(config.secondOrder())
        .integer(learnsAlpha(config) ? layout.segment(DenseLayout.HEAD_FIRST_ORDER).offset() : -1)
        .integer(learnsBeta(config) ? layout.segment(DenseLayout.HEAD_SECOND_ORDER).offset() : -1)
        .integer(0)
        .bytes();
  }
}
