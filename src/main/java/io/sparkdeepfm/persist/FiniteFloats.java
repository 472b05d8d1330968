package io.sparkdeepfm.persist;

import io.sparkdeepfm.model.DenseLayout;
import io.sparkdeepfm.model.EmbeddingTable;

/** Looks for NaN and infinite parameters. */
final class FiniteFloats {
  private FiniteFloats() {}

  /** Whether the values in {@code [begin, end)} are all finite. */
  static boolean areAll(float[] values, int begin, int end) {
    for (int i = begin; i < end; i++) {
      if (!Float.isFinite(values[i])) {
        return false;
      }
    }
    return true;
  }

  /**
   * @throws IllegalArgumentException if a parameter is NaN or infinite
   */
  static void check(ModelState state) {
    for (EmbeddingTable table : state.parameters().tables()) {
      checkPart(
          "embedding table '" + table.vocabulary() + "'", table.values(), 0, table.values().length);
    }
    for (DenseLayout.Segment segment : new DenseLayout(state.config()).segments()) {
      checkPart(
          "dense segment '" + segment.name() + "'",
          state.parameters().dense(),
          segment.offset(),
          segment.offset() + segment.length());
    }
  }

  private static void checkPart(String name, float[] values, int begin, int end) {
    if (!areAll(values, begin, end)) {
      throw new IllegalArgumentException(
          String.format(
              "The model has NaN or infinite values in its %s, so that it cannot be saved; train"
                  + " again with a smaller learningRate.",
              name));
    }
  }
}
