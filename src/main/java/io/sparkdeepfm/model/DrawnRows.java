package io.sparkdeepfm.model;

import io.sparkdeepfm.data.SplitMix64;
import io.sparkdeepfm.model.Initialization.Distribution;
import java.io.Serializable;

/**
 * The rows of an embedding table before the first step. A row depends on the table's seed and its
 * index only, so whoever needs one makes it.
 */
public final class DrawnRows implements Serializable { // no record: Kryo cannot make them
  private final boolean isNormal;
  private final double scale;
  private final int drawn;
  private final long seed;

  /**
   * @param drawn floats of a row that are drawn; those behind them are 0
   * @param seed of the table
   */
  DrawnRows(Distribution distribution, int drawn, long seed) {
    isNormal = distribution.isNormal();
    scale = distribution.scale();
    this.drawn = drawn;
    this.seed = seed;
  }

  /** Writes a row into zeros, from {@code begin} on. */
  public void draw(int row, float[] target, int begin) {
    Distribution distribution = new Distribution(isNormal, scale);
    SplitMix64 random = new SplitMix64(SplitMix64.combine(seed, row));
    for (int k = 0; k < drawn; k++) {
      target[begin + k] = distribution.draw(random);
    }
  }
}
