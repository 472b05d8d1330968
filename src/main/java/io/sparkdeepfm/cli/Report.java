package io.sparkdeepfm.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Prints how good a model is on some scored rows and, where the true probability is known, how good
 * it could be at best on the same rows.
 *
 * @param trueProbability column, or null
 */
record Report(Scorer scorer, String label, String trueProbability, PrintStream out) {

  /**
   * @param what the rows, for the printed line
   * @param result gets the metrics
   */
  Metrics measure(String what, Dataset<Row> scored, ResultLine result) {
    Metrics reached = scorer.measure(scored, label);
    print(what, "reached", reached);
    result.put(reached);
    if (trueProbability != null) {
      Metrics best = scorer.measure(scored, trueProbability, label);
      print(what, "best possible", best);
      result.put("bestPossibleAuc", best.auc()).put("bestPossibleLogLoss", best.logLoss());
    }
    return reached;
  }

  private void print(String what, String how, Metrics metrics) {
    out.printf(
        Locale.ROOT,
        "%s rows, %s: AUC %.4f, log loss %.4f (%d rows, %d positive)%n",
        what,
        how,
        metrics.auc(),
        metrics.logLoss(),
        metrics.rows(),
        metrics.positives());
  }
}
