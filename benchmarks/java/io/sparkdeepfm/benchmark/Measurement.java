package io.sparkdeepfm.benchmark;

import java.util.Arrays;

/** The median of a quantity over its repetitions, and the spread. */
record Measurement(
    String label, String unit, double median, double min, double max, int repetitions) {

  /**
   * @param values one per repetition, in any order; an even number has the mean of the middle two
   *     as its median
   * @throws IllegalArgumentException if there is none
   */
  static Measurement of(String label, String unit, double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException(
          String.format("'%s' was measured 0 times; a median needs at least 1 value.", label));
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Measurement(
        label, unit, median, sorted[0], sorted[sorted.length - 1], sorted.length);
  }

  /** The same by another name. */
  Measurement labelled(String name) {
    return new Measurement(name, unit, median, min, max, repetitions);
  }
}
