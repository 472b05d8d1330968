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
  private final float[] factors; // of a unit that is dropped, of one that is kept
  private final SplitMix64 random = new SplitMix64(0);

  Dropout(double rate) {
    threshold = (int) Math.round(rate * 65536);
    scale = (float) (1 / (1 - rate));
    factors = new float[] {0f, scale};
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
    int j = 0;
    for (; j + 4 <= length; j += 4) {
      long word = random.nextLong();
      mask[j] = factor(word);
      mask[j + 1] = factor(word >>> 16);
      mask[j + 2] = factor(word >>> 32);
      mask[j + 3] = factor(word >>> 48);
    }
    if (j < length) {
      long word = random.nextLong();
      for (; j < length; j++) {
        mask[j] = factor(word);
        word >>>= 16;
      }
    }
  }

  /** By the lowest 16 bits, without a branch, which would often be mispredicted. */
  private float factor(long word) {
    return factors[(threshold - 1 - (int) (word & 0xFFFF)) >>> 31];
  }

  /** Applies a mask to a row or to its gradient. */
  static void multiply(float[] target, float[] mask, int length) {
    for (int j = 0; j < length; j++) {
      target[j] *= mask[j];
    }
  }
}
