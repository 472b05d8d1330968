package io.sparkdeepfm.examples.samples;

import java.util.SplittableRandom;

/**
 * Random numbers that are the same on every machine: a specified generator, and StrictMath where
 * Math may differ in the last bit.
 */
final class SeededRandom {
  private final SplittableRandom random;

  SeededRandom(long seed) {
    random = new SplittableRandom(seed);
  }

  /** Uniform on [0, 1). */
  double uniform() {
    return random.nextDouble();
  }

  /** Uniform on {0, …, bound − 1}. */
  int integer(int bound) {
    return random.nextInt(bound);
  }

  boolean chance(double probability) {
    return uniform() < probability;
  }

  /** Normal with mean 0 (Box and Muller 1958). */
  double normal(double deviation) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
    return deviation * radius * StrictMath.cos(2 * StrictMath.PI * uniform());
  }

  double[] normals(int length, double deviation) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = normal(deviation);
    }
    return values;
  }

  double[][] normals(int rows, int length, double deviation) {
    double[][] values = new double[rows][];
    for (int r = 0; r < rows; r++) {
      values[r] = normals(length, deviation);
    }
    return values;
  }
}
