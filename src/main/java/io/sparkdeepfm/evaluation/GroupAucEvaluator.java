package io.sparkdeepfm.evaluation;

import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;

/**
 * Group AUC, GAUC (Zhu et al. 2017, "Optimized Cost per Click in Taobao Display Advertising"): Σ_g
 * ω_g AUC_g / Σ_g ω_g over groups g, such as users, who each see only their own ranking. Larger is
 * better.
 *
 * <p>AUC_g is exact: the share of the group's pairs of a positive and a negative in which the
 * positive has the larger probability, ties counted half, a pair weighing the product of its rows'
 * weights. ω_g is by {@code groupWeighting} the weight of the group's rows ({@code examples}, the
 * paper's impressions, default), that of its positives ({@code positives}, the paper's clicks) or 1
 * ({@code equal}). Groups of one class have no AUC and are left out; {@link #groupAuc} says how
 * many.
 *
 * <p>Rows are shuffled once and sorted by group and probability; a group of any size streams
 * through one task, which spills to disk rather than hold it.
 */
public final class GroupAucEvaluator extends ScoreEvaluator<GroupAucEvaluator>
    implements GroupParams<GroupAucEvaluator> {
  public GroupAucEvaluator() {
    this(Identifiable$.MODULE$.randomUID("groupAucEvaluator"));
  }

  public GroupAucEvaluator(String uid) {
    super(uid);
    setGroupDefaults();
  }

  @Override
  ProbabilityMetric metric() {
    return ProbabilityMetric.GROUP_AUC;
  }

  @Override
  ProbabilityMetric.Measurement measurement(Dataset<?> data) {
    return super.measurement(data).withGroups(this);
  }

  /**
   * The average with what it leaves out; NaN if no group has both classes.
   *
   * @throws IllegalArgumentException as {@link ScoreEvaluator} says, or if groupCol is not set, has
   *     a type that cannot be grouped by, or is null in a row
   */
  public GroupAuc groupAuc(Dataset<?> data) {
    return measurement(data).groupAuc();
  }

  public static MLReader<GroupAucEvaluator> read() {
    return reader(GroupAucEvaluator.class, GroupAucEvaluator::new);
  }

  public static GroupAucEvaluator load(String path) {
    return read().load(path);
  }
}
