package io.sparkdeepfm.data;

/**
 * Seeded pseudo-random numbers by counter: the n-th number depends on seed and n only, so that
 * results do not depend on which thread draws them (SplitMix64, Steele, Lea and Flood 2014).
 */
public final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  public SplitMix64(long seed) {
    state = seed;
  }

  /** The mixing function: a bijection of 64 bits that scatters neighbouring inputs. */
  public static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  /** One seed from two, e.g. of a run and of an epoch. */
  public static long combine(long seed, long stream) {
    return mix(mix(seed + GOLDEN_GAMMA) ^ (stream * GOLDEN_GAMMA + GOLDEN_GAMMA));
  }

  /**
   * The states of the stream of seed 0: the i-th word of any seed is {@code mix(seed + states[i])},
   * which a loop over an array computes by vector instructions.
   */
  public static long[] states(int length) {
    long[] states = new long[length];
    for (int i = 0; i < length; i++) {
      states[i] = (i + 1) * GOLDEN_GAMMA;
    }
    return states;
  }

  public void reset(long seed) {
    state = seed;
  }

  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Uniform in [0, 1) with 53 bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Uniform in [0, bound), without the bias of a remainder (Lemire 2019, multiply-shift). */
  public int nextInt(int bound) {
    return (int) Math.multiplyHigh(nextLong() >>> 1, (long) bound << 1);
  }

  /** A random order of 0 … size − 1, each as likely (Fisher and Yates, inside out). */
  public int[] permutation(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      int j = nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /** A standard normal number (Box and Muller 1958). */
  public double nextGaussian() {
    double radius = Math.sqrt(-2 * Math.log(1 - nextDouble()));
    return radius * Math.cos(2 * Math.PI * nextDouble());
  }
}
