package io.sparkdeepfm.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * The same trainings of both sides, one per seed.
 *
 * @param set data set, with the order of its rows where that matters
 */
record ParityPair(String set, String recipe, List<ParityFit> ours, List<ParityFit> theirs) {
  String label() {
    return set + ", " + recipe;
  }

  static double[] testAucs(List<ParityFit> fits) {
    return fits.stream().mapToDouble(ParityFit::testAuc).toArray();
  }

  static double mean(List<ParityFit> fits, ToDoubleFunction<ParityFit> figure) {
    return fits.stream().mapToDouble(figure).average().orElse(Double.NaN);
  }

  /** Mean test AUC of ours less that of theirs. */
  double difference() {
    return mean(ours, ParityFit::testAuc) - mean(theirs, ParityFit::testAuc);
  }

  /** Of the difference: √(s₁²/n₁ + s₂²/n₂), s² with n − 1. */
  double standardError() {
    return Math.sqrt(squaredErrorOfMean(ours) + squaredErrorOfMean(theirs));
  }

  private static double squaredErrorOfMean(List<ParityFit> fits) {
    double mean = mean(fits, ParityFit::testAuc);
    double squares = 0;
    for (ParityFit fit : fits) {
      squares += (fit.testAuc() - mean) * (fit.testAuc() - mean);
    }
    return squares / (fits.size() - 1) / fits.size();
  }

  /** |difference| ÷ standard error. */
  double standardErrors() {
    return Math.abs(difference()) / standardError();
  }

  /** Mean validation AUC per epoch, as far as every seed has come. */
  static double[] curve(List<ParityFit> fits) {
    int epochs = fits.stream().mapToInt(fit -> fit.epochs().size()).min().orElse(0);
    double[] means = new double[epochs];
    for (int e = 0; e < epochs; e++) {
      int epoch = e;
      means[e] = mean(fits, fit -> fit.epochs().get(epoch).validationAuc());
    }
    return means;
  }

  /** A line of the table in docs/results.md. */
  String tableRow() {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.4f / %.4f | %.4f / %.4f | %+.4f | %.4f | %s |",
        set,
        recipe,
        mean(ours, ParityFit::testAuc),
        mean(ours, ParityFit::testLogLoss),
        mean(theirs, ParityFit::testAuc),
        mean(theirs, ParityFit::testLogLoss),
        difference(),
        standardError(),
        standardErrors() <= 2 ? "yes" : "**no**");
  }

  /** A line of the table of curves: both sides' validation AUC, epoch by epoch. */
  String curveRow() {
    return String.format("| %s | %s | %s | %s |", set, recipe, text(ours), text(theirs));
  }

  private static String text(List<ParityFit> fits) {
    StringBuilder text = new StringBuilder();
    for (double auc : curve(fits)) {
      text.append(text.isEmpty() ? "" : " ").append(String.format(Locale.ROOT, "%.4f", auc));
    }
    return text.toString();
  }
}
