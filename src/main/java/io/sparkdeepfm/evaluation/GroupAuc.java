package io.sparkdeepfm.evaluation;

import static io.sparkdeepfm.evaluation.ScoreColumns.GROUP;
import static io.sparkdeepfm.evaluation.ScoreColumns.LABEL;
import static io.sparkdeepfm.evaluation.ScoreColumns.PROBABILITY;
import static io.sparkdeepfm.evaluation.ScoreColumns.WEIGHT;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.expressions.WindowSpec;

/**
 * The average of the AUC of each group, and what it leaves out: groups without both a positive and
 * a negative row of weight above 0, which have no AUC.
 *
 * @param value in [0, 1]; NaN if {@code groups} is 0
 * @param groups number of groups averaged over
 * @param groupsLeftOut number of groups without an AUC
 * @param rowsLeftOut number of rows in these, whatever their weights
 */
public record GroupAuc(double value, long groups, long groupsLeftOut, long rowsLeftOut) {
  /**
   * The group AUC of scored rows, found by SQL in one shuffle: all steps after it keep to its
   * partitioning by group. (A floating-point group costs a second one, since Spark makes −0 and 0
   * one group first.)
   *
   * @param rows number of all rows
   * @param weight Σ w of all rows
   */
  record Ranks(long rows, double weight, GroupAuc auc) {
    private static final String POSITIVE = "positiveWeight";
    private static final String NEGATIVE = "negativeWeight";
    private static final String PAIRS = "pairsInOrder";
    private static final String ROWS = "rows";
    private static final String BAD_ROWS = "badRows";

    static Ranks of(Dataset<?> data, ScoreColumns columns, String group, Weighting weighting) {
      Dataset<Row> scores = columns.readWithProblems(data, group);
      Row row = average(groups(levels(scores)), weighting);
      if (row.isNullAt(0)) {
        return new Ranks(0, 0, new GroupAuc(Double.NaN, 0, 0, 0));
      }
      ScoreColumns.requireNoProblem(scores, row.getLong(2));
      long used = row.getLong(3);
      double value = used == 0 ? Double.NaN : row.getDouble(6) / row.getDouble(7);
      GroupAuc auc = new GroupAuc(value, used, row.getLong(4), row.getLong(5));
      return new Ranks(row.getLong(0), row.getDouble(1), auc);
    }

    /** One row per group and probability: the weights of its positives and of its negatives. */
    private static Dataset<Row> levels(Dataset<Row> scores) {
      Column positive = col(WEIGHT).multiply(col(LABEL));
      Column negative = col(WEIGHT).multiply(lit(1).minus(col(LABEL)));
      return scores
          .select(
              col(GROUP),
              col(PROBABILITY),
              positive.as(POSITIVE),
              negative.as(NEGATIVE),
              col(ScoreColumns.PROBLEM).isNotNull().cast("long").as(BAD_ROWS))
          .repartition(col(GROUP))
          .groupBy(GROUP, PROBABILITY)
          .agg(
              sum(POSITIVE).as(POSITIVE),
              sum(NEGATIVE).as(NEGATIVE),
              count(lit(1)).as(ROWS),
              sum(BAD_ROWS).as(BAD_ROWS));
    }

    /**
     * One row per group. A level's positives are in order with all negatives below and half of the
     * level's own: the running sum up to the level, less half of the level.
     */
    private static Dataset<Row> groups(Dataset<Row> levels) {
      WindowSpec upToLevel =
          Window.partitionBy(GROUP)
              .orderBy(PROBABILITY)
              .rowsBetween(Window.unboundedPreceding(), Window.currentRow());
      Column below = sum(NEGATIVE).over(upToLevel).minus(col(NEGATIVE).multiply(0.5));
      return levels
          .withColumn(PAIRS, col(POSITIVE).multiply(below))
          .groupBy(GROUP)
          .agg(
              sum(PAIRS).as(PAIRS),
              sum(POSITIVE).as(POSITIVE),
              sum(NEGATIVE).as(NEGATIVE),
              sum(ROWS).as(ROWS),
              sum(BAD_ROWS).as(BAD_ROWS));
    }

    private static Row average(Dataset<Row> groups, Weighting weighting) {
      Column positive = col(POSITIVE);
      Column negative = col(NEGATIVE);
      Column hasBoth = positive.gt(0).and(negative.gt(0));
      Column groupWeight =
          switch (weighting) {
            case EXAMPLES -> positive.plus(negative);
            case POSITIVES -> positive;
            case EQUAL -> lit(1.0);
          };
      Column auc = col(PAIRS).divide(positive.multiply(negative));
      return groups
          .agg(
              sum(ROWS),
              sum(positive.plus(negative)),
              sum(BAD_ROWS),
              count(when(hasBoth, 1)),
              count(when(not(hasBoth), 1)),
              sum(when(hasBoth, lit(0L)).otherwise(col(ROWS))),
              sum(when(hasBoth, groupWeight.multiply(auc))),
              sum(when(hasBoth, groupWeight)))
          .head();
    }
  }

  /** How much a group's AUC counts in the average over groups. */
  enum Weighting {
    /** As the weights of its rows together: the paper's number of impressions. */
    EXAMPLES,
    /** As the weights of its positives: the paper's alternative, clicks. */
    POSITIVES,
    EQUAL
  }
}
