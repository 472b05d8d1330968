package io.sparkdeepfm.evaluation;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.param.CheckedParams;
import org.apache.spark.ml.param.Param;
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
public final class GroupAucEvaluator extends ScoreEvaluator<GroupAucEvaluator> {
  private final Param<String> groupCol;
  private final Param<String> groupWeighting;

  public GroupAucEvaluator() {
    this(Identifiable$.MODULE$.randomUID("groupAucEvaluator"));
  }

  public GroupAucEvaluator(String uid) {
    super(uid);
    groupCol =
        new Param<>(
            this,
            "groupCol",
            "column whose equal values make a group, as a user's id; of any type without a map, not"
                + " null");
    groupWeighting =
        CheckedParams.oneOf(
            this,
            "groupWeighting",
            GroupWeighting.class,
            "how much a group counts: as its rows, as its positives, or all the same");
    setDefault(groupWeighting, EnumNames.nameOf(GroupWeighting.EXAMPLES));
  }

  public Param<String> groupCol() {
    return groupCol;
  }

  public Param<String> groupWeighting() {
    return groupWeighting;
  }

  public GroupAucEvaluator setGroupCol(String column) {
    set(groupCol, column);
    return this;
  }

  /** The column of groups, or null. */
  public String getGroupCol() {
    return isDefined(groupCol) ? getOrDefault(groupCol) : null;
  }

  public GroupAucEvaluator setGroupWeighting(String name) {
    set(groupWeighting, name);
    return this;
  }

  public String getGroupWeighting() {
    return getOrDefault(groupWeighting);
  }

  /**
   * @return {@link GroupAuc#value} of {@link #groupAuc}, in [0, 1]
   * @throws IllegalArgumentException as {@link #groupAuc} does, or if no group has both classes
   */
  @Override
  public double evaluate(Dataset<?> data) {
    GroupAuc result = groupAuc(data);
    if (result.groups() == 0) {
      throw new IllegalArgumentException(
          String.format(
              "None of the %d groups of column '%s' has rows of both labels with weight, but group"
                  + " AUC needs such groups; evaluate more rows or name a coarser groupCol.",
              result.groupsLeftOut(), getGroupCol()));
    }
    return result.value();
  }

  /**
   * The average with what it leaves out; NaN if no group has both classes.
   *
   * @throws IllegalArgumentException as {@link ScoreEvaluator} says, or if groupCol is not set, has
   *     a type that cannot be grouped by, or is null in a row
   */
  public GroupAuc groupAuc(Dataset<?> data) {
    if (getGroupCol() == null) {
      throw new IllegalArgumentException(
          "groupCol is not set, but group AUC needs a column of groups; name one with setGroupCol.");
    }
    GroupRanks ranks =
        GroupRanks.of(
            data,
            columns(),
            getGroupCol(),
            EnumNames.parse(GroupWeighting.class, "groupWeighting", getGroupWeighting()));
    requireWeight(ranks.rows(), ranks.weight());
    return ranks.auc();
  }

  @Override
  public boolean isLargerBetter() {
    return true;
  }

  public static MLReader<GroupAucEvaluator> read() {
    return reader(GroupAucEvaluator.class, GroupAucEvaluator::new);
  }

  public static GroupAucEvaluator load(String path) {
    return read().load(path);
  }
}
