package io.sparkdeepfm.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdeepfm.cli.Report.Metrics;
import io.sparkdeepfm.cli.SparkCommand.Stopwatch;
import io.sparkdeepfm.cli.input.Task;
import io.sparkdeepfm.evaluation.GroupAuc;
import io.sparkdeepfm.evaluation.GroupAucEvaluator;
import io.sparkdeepfm.evaluation.RegressionScores;
import io.sparkdeepfm.evaluation.RegressionScores.RegressionColumns;
import io.sparkdeepfm.evaluation.ScoreColumns;
import io.sparkdeepfm.evaluation.ScoreSums;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Scores rows, prints how good the model is on them and, where the true probability is known, how
 * good it could be at best on the same rows.
 *
 * @param trueProbability column, or null
 * @param group column of the groups for group AUC, or null
 */
record Report(Scorer scorer, String label, String trueProbability, String group, PrintStream out) {

  Report(Scorer scorer, String label, String trueProbability, PrintStream out) {
    this(scorer, label, trueProbability, null, out);
  }

  /**
   * @param what the rows, for the printed line
   * @param rows to score and measure
   * @param result gets the metrics and how fast the rows were scored
   */
  Quality measure(String what, Dataset<Row> rows, ResultLine result) {
    Dataset<Row> scored =
        scorer
            .measurable(scorer.score(rows), label, trueProbability, group)
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Stopwatch scoring = new Stopwatch();
      long count = scored.count();
      double perSecond = count / scoring.seconds();
      Quality quality =
          scorer.task() == Task.REGRESSION
              ? errors(what, scored, result)
              : metrics(what, scored, result);
      result.put("examplesPerSecond", perSecond);
      return quality;
    } finally {
      scored.unpersist();
    }
  }

  private Quality errors(String what, Dataset<Row> scored, ResultLine result) {
    Errors errors = Errors.of(scored, scorer.regressionColumns(scored, label));
    out.printf(
        Locale.ROOT,
        "%s rows, reached: RMSE %.4f, MAE %.4f, R² %.4f (%d rows)%n",
        what,
        errors.rmse(),
        errors.mae(),
        errors.r2(),
        errors.rows());
    errors.putIn(result);
    return errors;
  }

  private Quality metrics(String what, Dataset<Row> scored, ResultLine result) {
    ScoreColumns columns = scorer.scoreColumns(scored, label);
    Metrics reached = Metrics.of(scored, columns);
    print(what, "reached", reached);
    reached.putIn(result);
    if (trueProbability != null) {
      ScoreColumns truth = new ScoreColumns(label, trueProbability, columns.weight());
      Metrics best = Metrics.of(scored, truth);
      print(what, "best possible", best);
      result.put("bestPossibleAuc", best.auc()).put("bestPossibleLogLoss", best.logLoss());
    }
    if (group != null) {
      result.put(groupAuc(what, scored, columns));
    }
    return reached;
  }

  /** How good predictions are, by the names of the contract. */
  sealed interface Quality {
    /** Puts all there is into a result. */
    ResultLine putIn(ResultLine result);

    /** Puts the main metrics of the validation rows into the result of a training. */
    ResultLine putValidationIn(ResultLine result);
  }

  /**
   * How far numbers are from labels.
   *
   * @param rmse root of the weighted mean squared error
   * @param mae weighted mean absolute error
   * @param r2 part of the labels' variance that is accounted for
   */
  record Errors(double rmse, double mae, double r2, long rows) implements Quality {
    /**
     * @throws IllegalArgumentException if a value is not finite
     */
    static Errors of(Dataset<Row> scored, RegressionColumns columns) {
      RegressionScores scores = RegressionScores.of(scored, columns);
      return new Errors(
          scores.rootMeanSquaredError(), scores.meanAbsoluteError(), scores.r2(), scores.rows());
    }

    @Override
    public ResultLine putIn(ResultLine result) {
      return result.put("rmse", rmse).put("mae", mae).put("r2", r2).put("rows", rows);
    }

    @Override
    public ResultLine putValidationIn(ResultLine result) {
      return result.put("validationRmse", rmse);
    }
  }

  private GroupAuc groupAuc(String what, Dataset<Row> scored, ScoreColumns columns) {
    GroupAucEvaluator evaluator =
        new GroupAucEvaluator()
            .setGroupCol(group)
            .setLabelCol(columns.label())
            .setProbabilityCol(columns.probability());
    if (columns.weight() != null) {
      evaluator.setWeightCol(columns.weight());
    }
    GroupAuc auc = evaluator.groupAuc(scored);
    out.printf(
        Locale.ROOT,
        "%s rows, by %s: group AUC %.4f (%d groups; without both labels, left out: %d groups, %d"
            + " rows)%n",
        what,
        group,
        auc.value(),
        auc.groups(),
        auc.groupsLeftOut(),
        auc.rowsLeftOut());
    return auc;
  }

  private void print(String what, String how, Metrics metrics) {
    out.printf(
        Locale.ROOT,
        "%s rows, %s: AUC %.4f, log loss %.4f, normalized entropy %.4f, calibration %.4f (%d rows,"
            + " %d positive)%n",
        what,
        how,
        metrics.auc(),
        metrics.logLoss(),
        metrics.sums().normalizedEntropy(),
        metrics.sums().calibrationRatio(),
        metrics.rows(),
        metrics.positives());
  }

  /**
   * How well probabilities foretell labels.
   *
   * @param auc exact area under the ROC curve, ties counted half; NaN where there is only one class
   */
  record Metrics(double auc, ScoreSums sums) implements Quality {

    /**
     * @param scored read twice, so persist what was costly
     * @throws IllegalArgumentException if a label is neither 0 nor 1, or a probability not in [0,
     *     1]
     */
    static Metrics of(Dataset<Row> scored, ScoreColumns columns) {
      ScoreSums sums = ScoreSums.of(scored, columns);
      double auc = sums.hasBothClasses() ? columns.areaUnderRoc(scored) : Double.NaN;
      return new Metrics(auc, sums);
    }

    @Override
    public ResultLine putIn(ResultLine result) {
      return result
          .put("auc", auc)
          .put("logLoss", logLoss())
          .put("normalizedEntropy", sums.normalizedEntropy())
          .put("calibration", sums.calibrationRatio())
          .put("rows", rows())
          .put("positives", positives());
    }

    @Override
    public ResultLine putValidationIn(ResultLine result) {
      return result.put("validationAuc", auc).put("validationLogLoss", logLoss());
    }

    /** Number of rows, whatever their weights. */
    long rows() {
      return sums.rows();
    }

    /** Rows with label 1. */
    long positives() {
      return sums.positives();
    }

    /** Weighted mean in nats; NaN without rows. */
    double logLoss() {
      return sums.logLoss();
    }
  }

  /** The last line of a command: {@code RESULT {json}}, for programs to read. */
  static final class ResultLine {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> values = new LinkedHashMap<>();

    ResultLine put(String name, long value) {
      values.put(name, value);
      return this;
    }

    ResultLine put(String name, String value) {
      values.put(name, value);
      return this;
    }

    /** Rounded to six places; null where the value is undefined, since JSON has no NaN. */
    ResultLine put(String name, double value) {
      values.put(name, Double.isFinite(value) ? (Double) (Math.rint(value * 1e6) / 1e6) : null);
      return this;
    }

    /** A group AUC and the counts that go with it. */
    ResultLine put(GroupAuc groupAuc) {
      return put("groupAuc", groupAuc.value())
          .put("groups", groupAuc.groups())
          .put("groupsLeftOut", groupAuc.groupsLeftOut())
          .put("rowsLeftOut", groupAuc.rowsLeftOut());
    }

    @Override
    public String toString() {
      try {
        return "RESULT " + JSON.writeValueAsString(values);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
