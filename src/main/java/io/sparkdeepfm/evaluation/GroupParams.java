package io.sparkdeepfm.evaluation;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.param.CheckedParams;
import io.sparkdeepfm.param.CheckedParams.SelfTyped;
import org.apache.spark.ml.param.Param;

/**
 * The groups of group AUC.
 *
 * @param <S> the evaluator, returned by its setters
 */
public interface GroupParams<S> extends SelfTyped<S> {
  /** Column of the groups. */
  default Param<String> groupCol() {
    return new Param<>(
        this,
        "groupCol",
        "column whose equal values make a group, as a user's id; of any type without a map, not"
            + " null");
  }

  /** Weight of a group. */
  default Param<String> groupWeighting() {
    return CheckedParams.oneOf(
        this,
        "groupWeighting",
        GroupAuc.Weighting.class,
        "how much a group counts: as its rows, as its positives, or all the same");
  }

  /** Sets the defaults of these Params. */
  default void setGroupDefaults() {
    setDefault(groupWeighting(), EnumNames.nameOf(GroupAuc.Weighting.EXAMPLES));
  }

  default S setGroupCol(String column) {
    return with(groupCol(), column);
  }

  /** The column of groups, or null. */
  default String getGroupCol() {
    return isDefined(groupCol()) ? getOrDefault(groupCol()) : null;
  }

  default S setGroupWeighting(String name) {
    return with(groupWeighting(), name);
  }

  default String getGroupWeighting() {
    return getOrDefault(groupWeighting());
  }
}
