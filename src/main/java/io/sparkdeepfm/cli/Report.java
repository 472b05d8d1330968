package io.sparkdeepfm.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Scores rows, prints how good the model is on them and, where the true probability is known, how
 * good it could be at best on the same rows.
 *
 * @param trueProbability column, or null
 */
record Report(Scorer scorer, String label, String trueProbability, PrintStream out) {

  /**
   * @param what the rows, for the printed line
   * @param rows to score and measure
   * @param result gets the metrics and how fast the rows were scored
   */
  Metrics measure(String what, Dataset<Row> rows, ResultLine result) {
    Dataset<Row> scored =
        scorer
            .measurable(scorer.score(rows), label, trueProbability)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Stopwatch scoring = new Stopwatch();
      long count = scored.count();
      double perSecond = count / scoring.seconds();
      Metrics reached = Metrics.of(scored, Metrics.PROBABILITY);
      print(what, "reached", reached);
      result.put(reached);
      if (trueProbability != null) {
        Metrics best = Metrics.of(scored, Metrics.TRUTH);
        print(what, "best possible", best);
        result.put("bestPossibleAuc", best.auc()).put("bestPossibleLogLoss", best.logLoss());
      }
      result.put("examplesPerSecond", perSecond);
      return reached;
    } finally {
      scored.unpersist();
    }
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
