package io.sparkdeepfm.evaluation;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.param.CheckedParams;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;

/**
 * Whether probabilities are as large as the rates that they foretell; smaller is better. {@code
 * metricName} is one of
 *
 * <ul>
 *   <li>{@code absoluteLogRatio} (default): |log(Σ w p / Σ w y)|, from the ratio of predicted to
 *       observed positives (He et al. 2014, "Practical Lessons from Predicting Clicks on Ads at
 *       Facebook", section 2). The ratio itself is best at 1, not at either end, so a search could
 *       neither maximise nor minimise it; the logarithm's distance from 0 it can minimise, and that
 *       counts twice too many the same as half as many. {@link #ratio} gives the ratio.
 *   <li>{@code expectedCalibrationError}: rows are binned by p, and |p̄ − ȳ|, the bin's mean
 *       probability against its rate of positives, is averaged over the bins, each weighing as its
 *       rows do (Naeini et al. 2015, "Obtaining Well Calibrated Probabilities Using Bayesian
 *       Binning"; Guo et al. 2017, "On Calibration of Modern Neural Networks", equation 3). Bins
 *       are Guo's, ((m−1)/numBins, m/numBins], the first with 0. Where positives are rare most rows
 *       share the first bins; then take more bins.
 * </ul>
 */
public final class CalibrationEvaluator extends ScoreEvaluator<CalibrationEvaluator> {
  private final Param<String> metricName;
  private final IntParam numBins;

  public CalibrationEvaluator() {
    this(Identifiable$.MODULE$.randomUID("calibrationEvaluator"));
  }

  public CalibrationEvaluator(String uid) {
    super(uid);
    metricName =
        CheckedParams.oneOf(this, "metricName", CalibrationMetric.class, "what evaluate returns");
    numBins =
        CheckedParams.atLeast(
            this,
            "numBins",
            1,
            "number of bins of equal width for expectedCalibrationError, at least 1; more: finer,"
                + " but the luck of few rows in a bin counts as error");
    setDefault(metricName, EnumNames.nameOf(CalibrationMetric.ABSOLUTE_LOG_RATIO));
    setDefault(numBins, 10);
  }

  public Param<String> metricName() {
    return metricName;
  }

  public IntParam numBins() {
    return numBins;
  }

  public CalibrationEvaluator setMetricName(String name) {
    set(metricName, name);
    return this;
  }

  public String getMetricName() {
    return getOrDefault(metricName);
  }

  public CalibrationEvaluator setNumBins(int bins) {
    set(numBins, bins);
    return this;
  }

  public int getNumBins() {
    return (int) getOrDefault(numBins);
  }

  /**
   * @return {@code absoluteLogRatio}: from 0, infinite if every p is 0; {@code
   *     expectedCalibrationError}: in [0, 1]
   * @throws IllegalArgumentException as {@link ScoreEvaluator} says; {@code absoluteLogRatio} also
   *     if there are no positives
   */
  @Override
  public double evaluate(Dataset<?> data) {
    return switch (EnumNames.parse(CalibrationMetric.class, "metricName", getMetricName())) {
      case ABSOLUTE_LOG_RATIO -> Math.abs(Math.log(ratio(data)));
      case EXPECTED_CALIBRATION_ERROR -> expectedCalibrationError(data);
    };
  }

  /**
   * Σ w p / Σ w y, predicted over observed positives, whatever {@code metricName} is; above 1 where
   * probabilities are too large.
   *
   * @throws IllegalArgumentException as {@link ScoreEvaluator} says, or if there are no positives
   */
  public double ratio(Dataset<?> data) {
    ScoreSums sums = sums(data);
    if (!(sums.positiveWeight() > 0)) {
      throw new IllegalArgumentException(
          String.format(
              "Column '%s' has the label 0 in all rows with weight, but a ratio to the observed"
                  + " positives needs some; evaluate more rows.",
              getLabelCol()));
    }
    return sums.calibrationRatio();
  }

  private double expectedCalibrationError(Dataset<?> data) {
    CalibrationBins bins = CalibrationBins.of(data, columns(), getNumBins());
    requireWeight(bins.rows(), bins.weight());
    return bins.gap() / bins.weight();
  }

  @Override
  public boolean isLargerBetter() {
    return false;
  }

  public static MLReader<CalibrationEvaluator> read() {
    return reader(CalibrationEvaluator.class, CalibrationEvaluator::new);
  }

  public static CalibrationEvaluator load(String path) {
    return read().load(path);
  }
}
