package io.sparkdeepfm.model;

import io.sparkdeepfm.data.SplitMix64;

/**
 * Inverted dropout (Srivastava et al. 2014): a unit, or a coordinate of the MLP's input, is kept
 * with probability 1 − rate and then multiplied by 1 / (1 − rate).
 *
 * <p>The mask of a row depends on seed, layer and row only: forward and backward make it anew
 * instead of storing it, and threads and slices do not change it. A random word serves four units,
 * 16 bits each, so the rate is kept to within 2⁻¹⁶.
 */
final class Dropout {
  /** The layer number of what the MLP reads, whose masks must differ from those of layer 0. */
  static final int INPUT = -1;

  private final int threshold;
  private final float scale;
  private final SplitMix64 random = new SplitMix64(0);

  Dropout(double rate) {
    threshold = (int) Math.round(rate * 65536);
    scale = (float) (1 / (1 - rate));
  }

  boolean isOn() {
    return threshold > 0;
  }

  /** Output of a kept unit = keepScale() × output before dropout. */
  float keepScale() {
    return scale;
  }

  /** Fills {@code mask[0, length)} with 0 or 1 / (1 − rate). */
  void fillMask(float[] mask, int length, long seed, int layer, int row) {
    random.reset(SplitMix64.combine(seed, ((long) layer << 32) | row));
    for (int j = 0; j < length; j += 4) {
      long word = random.nextLong();
      int end = Math.min(j + 4, length);
      for (int i = j; i < end; i++) {
        mask[i] = (int) (word & 0xFFFF) < threshold ? 0f : scale;
        word >>>= 16;
      }
    }
  }

  /** Applies a mask to a row or to its gradient. */
  static void multiply(float[] target, float[] mask, int length) {
    for (int j = 0; j < length; j++) {
      target[j] *= mask[j];
    }
  }
}
