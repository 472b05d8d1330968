package io.sparkdeepfm.evaluation;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.param.CheckedParams;
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
public final class CalibrationEvaluator extends ScoreEvaluator<CalibrationEvaluator>
    implements BinParams<CalibrationEvaluator> {
  /** What is measured. */
  private enum Metric {
    ABSOLUTE_LOG_RATIO,
    EXPECTED_CALIBRATION_ERROR
  }

  public CalibrationEvaluator() {
    this(Identifiable$.MODULE$.randomUID("calibrationEvaluator"));
  }

  public CalibrationEvaluator(String uid) {
    super(uid);
    setBinDefaults();
    setDefault(metricName(), EnumNames.nameOf(Metric.ABSOLUTE_LOG_RATIO));
  }

  /** Name of what is measured. */
  public Param<String> metricName() {
    return CheckedParams.oneOf(this, "metricName", Metric.class, "what evaluate returns");
  }

  public CalibrationEvaluator setMetricName(String name) {
    return with(metricName(), name);
  }

  public String getMetricName() {
    return getOrDefault(metricName());
  }

  @Override
  ProbabilityMetric metric() {
    return switch (EnumNames.parse(Metric.class, "metricName", getMetricName())) {
      case ABSOLUTE_LOG_RATIO -> ProbabilityMetric.CALIBRATION;
      case EXPECTED_CALIBRATION_ERROR -> ProbabilityMetric.EXPECTED_CALIBRATION_ERROR;
    };
  }

  @Override
  ProbabilityMetric.Measurement measurement(Dataset<?> data) {
    return super.measurement(data).withBins(getNumBins());
  }

  /**
   * Σ w p / Σ w y, predicted over observed positives, whatever {@code metricName} is; above 1 where
   * probabilities are too large.
   *
   * @throws IllegalArgumentException as {@link ScoreEvaluator} says, or if there are no positives
   */
  public double ratio(Dataset<?> data) {
    return measurement(data).calibrationRatio();
  }

  public static MLReader<CalibrationEvaluator> read() {
    return reader(CalibrationEvaluator.class, CalibrationEvaluator::new);
  }

  public static CalibrationEvaluator load(String path) {
    return read().load(path);
  }
}
