package io.sparkdeepfm.evaluation;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.param.CheckedParams;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;

/**
 * How good predicted probabilities are, by {@code metricName}:
 *
 * <ul>
 *   <li>{@code logLoss} (default): weighted mean log loss in nats, see {@link LogLossEvaluator}
 *   <li>{@code normalizedEntropy}: log loss over the entropy of the base rate, see {@link
 *       NormalizedEntropyEvaluator}
 *   <li>{@code calibration}: |log(Σ w p / Σ w y)|, and {@code expectedCalibrationError} in {@code
 *       numBins} bins, see {@link CalibrationEvaluator}
 *   <li>{@code groupAuc}: AUC averaged over the groups of {@code groupCol}, see {@link
 *       GroupAucEvaluator}
 *   <li>{@code areaUnderRoc}: over all rows, exact, as Spark's {@code
 *       BinaryClassificationEvaluator} has it without bins
 * </ul>
 *
 * Larger is better for the last two, smaller for the others.
 */
public final class ProbabilityEvaluator extends ScoreEvaluator<ProbabilityEvaluator>
    implements BinParams<ProbabilityEvaluator>, GroupParams<ProbabilityEvaluator> {
  public ProbabilityEvaluator() {
    this(Identifiable$.MODULE$.randomUID("probabilityEvaluator"));
  }

  public ProbabilityEvaluator(String uid) {
    super(uid);
    setBinDefaults();
    setGroupDefaults();
    setDefault(metricName(), EnumNames.nameOf(ProbabilityMetric.LOG_LOSS));
  }

  /** Name of the metric. */
  public Param<String> metricName() {
    return CheckedParams.oneOf(
        this, "metricName", ProbabilityMetric.class, "what evaluate returns");
  }

  public ProbabilityEvaluator setMetricName(String name) {
    return with(metricName(), name);
  }

  public String getMetricName() {
    return getOrDefault(metricName());
  }

  @Override
  ProbabilityMetric metric() {
    return EnumNames.parse(ProbabilityMetric.class, "metricName", getMetricName());
  }

  @Override
  ProbabilityMetric.Measurement measurement(Dataset<?> data) {
    return super.measurement(data).withBins(getNumBins()).withGroups(this);
  }

  public static MLReader<ProbabilityEvaluator> read() {
    return reader(ProbabilityEvaluator.class, ProbabilityEvaluator::new);
  }

  public static ProbabilityEvaluator load(String path) {
    return read().load(path);
  }
}
