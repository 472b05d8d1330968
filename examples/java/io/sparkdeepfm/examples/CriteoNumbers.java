package io.sparkdeepfm.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The 13 numbers of a row as weighted values of one field: log(1 + min(x, limit)), divided by the
 * largest such value of the training rows. What is missing or not above 0 is left out, so that a
 * sparse row stays sparse.
 */
final class CriteoNumbers {
  private static final int[] LIMITS = {20, 600, 100, 50, 64000, 500, 100, 50, 500, 10, 10, 10, 50};

  private final double[] maxima = new double[LIMITS.length];

  /** Lets a training row count for the maxima. */
  void fit(String[] cells) {
    for (int i = 0; i < maxima.length; i++) {
      maxima[i] = Math.max(maxima[i], logarithm(cells[1 + i], i));
    }
  }

  /** For example {@code I1:0.23|I5:1.0}. */
  String text(String[] cells) {
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < maxima.length; i++) {
      double x = logarithm(cells[1 + i], i);
      if (x > 0 && maxima[i] > 0) {
        entries.add(String.format(Locale.ROOT, "I%d:%.6f", i + 1, Math.min(1, x / maxima[i])));
      }
    }
    return String.join("|", entries);
  }

  private static double logarithm(String cell, int i) {
    return cell.isEmpty()
        ? 0
        : Math.log1p(Math.min(Math.max(0, Integer.parseInt(cell)), LIMITS[i]));
  }
}
