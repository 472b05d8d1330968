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

  /** Every other of the four units of a random word, with room for a carry. */
  private static final long TWO_UNITS = 0x0000_FFFF_0000_FFFFL;

  private static final long TWO_ONES = 0x1_0000_0001L;

  private final int length;
  private final int threshold;
  private final long complement; // 2¹⁶ − threshold, twice: added to a unit ≥ threshold, it carries
  private final float scale;
  private final float[] factors; // of a unit that is dropped, of one that is kept
  private final long[] states;
  private final long[] words; // of a row: random, then in the lowest four bits which units are kept

  /**
   * @param length units of a row
   */
  Dropout(double rate, int length) {
    this.length = length;
    threshold = (int) Math.round(rate * 65536);
    complement = (65536 - threshold) * TWO_ONES;
    scale = (float) (1 / (1 - rate));
    factors = new float[] {0f, scale};
    states = SplitMix64.states(isOn() ? (length + 3) / 4 : 0);
    words = new long[states.length];
  }

  boolean isOn() {
    return threshold > 0;
  }

  /** Output of a kept unit = keepScale() × output before dropout. */
  float keepScale() {
    return scale;
  }

  /** Fills {@code mask[0, length)} with 0 or 1 / (1 − rate). */
  void fillMask(float[] mask, long seed, int layer, int row) {
    draw(SplitMix64.combine(seed, ((long) layer << 32) | row));
    int whole = length / 4;
    for (int i = 0; i < whole; i++) {
      int kept = (int) words[i];
      int j = 4 * i;
      mask[j] = factors[kept & 1];
      mask[j + 1] = factors[(kept >>> 1) & 1];
      mask[j + 2] = factors[(kept >>> 2) & 1];
      mask[j + 3] = factors[(kept >>> 3) & 1];
    }
    for (int j = 4 * whole; j < length; j++) {
      mask[j] = factors[(int) (words[whole] >>> (j & 3)) & 1];
    }
  }

  /**
   * Two loops, because the compiler makes vector instructions of each alone; without a branch per
   * unit, which would often be mispredicted.
   */
  private void draw(long seed) {
    for (int i = 0; i < words.length; i++) {
      words[i] = SplitMix64.mix(seed + states[i]);
    }
    for (int i = 0; i < words.length; i++) {
      long even = (words[i] & TWO_UNITS) + complement;
      long odd = ((words[i] >>> 16) & TWO_UNITS) + complement;
      long kept = ((even >>> 16) & TWO_ONES) | ((odd >>> 15) & (2 * TWO_ONES));
      words[i] = kept | (kept >>> 30);
    }
  }

  /** Applies a mask to a row or to its gradient. */
  static void multiply(float[] target, float[] mask, int length) {
    for (int j = 0; j < length; j++) {
      target[j] *= mask[j];
    }
  }
}
