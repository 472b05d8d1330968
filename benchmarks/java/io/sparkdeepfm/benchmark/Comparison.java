package io.sparkdeepfm.benchmark;

/**
 * A quantity that has a target, mostly a ratio of two medians of one run.
 *
 * @param unit {@code ×} for ratios, else as {@code MB}
 */
record Comparison(String label, double value, String unit, Relation relation, double target) {

  /** Which side of the target is the good one. */
  enum Relation {
    AT_LEAST("≥"),
    AT_MOST("≤");

    private final String sign;

    Relation(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }

  static Comparison atLeast(String label, double value, String unit, double target) {
    return new Comparison(label, value, unit, Relation.AT_LEAST, target);
  }

  static Comparison atMost(String label, double value, String unit, double target) {
    return new Comparison(label, value, unit, Relation.AT_MOST, target);
  }

  /** NaN meets nothing. */
  boolean met() {
    return relation == Relation.AT_LEAST ? value >= target : value <= target;
  }
}
