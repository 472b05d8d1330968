package io.sparkdeepfm.cli.input;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.lower;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import io.sparkdeepfm.cli.input.UserMistake.Sentence;
import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.data.Refusal;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * The label column, whose values may be stored as numbers, booleans or text.
 *
 * @param positive the value that means 1, the only other one then meaning 0; null for 1 or true
 *     against 0, −1 or false
 * @param task whose labels they are: of a regression any finite numbers
 */
public record Labels(String column, String positive, Task task) {
  /** Labels of two classes. */
  public Labels(String column, String positive) {
    this(column, positive, Task.CLASSIFICATION);
  }

  /** The values as they are stored. */
  public Column stored() {
    return Columns.reference(column);
  }

  /** 1, 0 or −1, or any number; NaN for what is no label; null for what is missing. */
  public Column parsed(StructType schema) {
    if (positive == null && schema.apply(column).dataType() instanceof NumericType) {
      return stored().cast("double");
    }
    Column text = trim(stored().cast("string"));
    if (isNumber()) {
      return coalesce(number(), when(text.isNotNull(), Double.NaN));
    }
    if (positive != null) {
      return when(isPositive(text), 1.0).when(text.isNotNull(), 0.0);
    }
    return when(lower(text).equalTo("true"), 1.0)
        .when(lower(text).equalTo("false"), 0.0)
        .otherwise(coalesce(number(), when(text.isNotNull(), Double.NaN)));
  }

  private boolean isNumber() {
    return task == Task.REGRESSION;
  }

  private Column isPositive(Column text) {
    Column same = text.equalTo(positive.strip());
    try {
      return same.or(coalesce(number().equalTo(Double.parseDouble(positive)), lit(false)));
    } catch (NumberFormatException e) {
      return same;
    }
  }

  /** Null for a text that is no number, whatever the session says of casts. */
  private Column number() {
    return expr(String.format("try_cast(trim(string(%s)) AS double)", Columns.quoted(column)));
  }

  /**
   * The rows, once {@link LabelledRows#check checked}, with the label as 0.0 or 1.0, or as a
   * number.
   */
  public Dataset<Row> asDouble(Dataset<Row> rows) {
    if (isNumber()) {
      return rows.withColumn(column, parsed(rows.schema()));
    }
    return rows.withColumn(column, when(parsed(rows.schema()).equalTo(1), 1.0).otherwise(0.0));
  }

  /**
   * Counts of some labelled rows, found in one pass before any long job.
   *
   * @param source how messages name the rows, e.g. "Input 'a.csv'"
   * @param task whose labels they are
   * @param positives rows with label 1; 0 of a regression
   */
  public record LabelledRows(String source, Task task, long rows, long positives) {

    /**
     * @throws IllegalArgumentException if there are no rows, or a label is null, neither 0 nor 1,
     *     or of a regression no finite number
     */
    public static LabelledRows check(String source, Dataset<Row> rows, Labels labels) {
      return checkParts(source, rows, labels, lit(false)).whole();
    }

    /**
     * Counts all rows and, in the same pass, a part of them.
     *
     * @param isInPart says of each row whether it is in the part
     * @throws IllegalArgumentException as {@link #check}
     */
    public static Parts checkParts(
        String source, Dataset<Row> rows, Labels labels, Column isInPart) {
      if (labels.isNumber()) {
        return checkNumbers(source, rows, labels, isInPart);
      }
      Column value = labels.parsed(rows.schema());
      Column isWrong = value.notEqual(0).and(value.notEqual(1)).and(value.notEqual(-1));
      Column stored = labels.stored().cast("string");
      Column zero = when(value.equalTo(0), stored);
      Row counts =
          rows.agg(
                  count(lit(1)).as("rows"),
                  count(value).as("labels"),
                  count(when(isWrong, 1)).as("wrong"),
                  max(when(isWrong, stored)).as("example"),
                  count(when(value.equalTo(1), 1)).as("positives"),
                  count(when(value.equalTo(-1), 1)).as("minusOnes"),
                  count(zero).as("zeros"),
                  min(zero).as("firstZero"),
                  max(zero).as("lastZero"),
                  count(when(isInPart, 1)).as("part"),
                  count(when(isInPart.and(value.equalTo(1)), 1)).as("partPositives"))
              .head();
      long total = counts.getAs("rows");
      if (total == 0) {
        throw Refusal.of("%s has no rows.", source);
      }
      String problem = problem(counts, total, labels.positive());
      if (problem != null) {
        throw Refusal.of("%s: label column '%s' %s.", source, labels.column(), problem);
      }
      return new Parts(
          new LabelledRows(source, labels.task(), total, counts.getAs("positives")),
          new LabelledRows(
              source, labels.task(), counts.getAs("part"), counts.getAs("partPositives")));
    }

    /** All rows, and a part of them. */
    public record Parts(LabelledRows whole, LabelledRows part) {}

    private static Parts checkNumbers(
        String source, Dataset<Row> rows, Labels labels, Column isInPart) {
      Column value = labels.parsed(rows.schema());
      Column isWrong = value.isNaN().or(abs(value).equalTo(Double.POSITIVE_INFINITY));
      Row counts =
          rows.agg(
                  count(lit(1)),
                  count(value),
                  count(when(isWrong, 1)),
                  max(when(isWrong, labels.stored().cast("string"))),
                  count(when(isInPart, 1)))
              .head();
      long total = counts.getLong(0);
      if (total == 0) {
        throw Refusal.of("%s has no rows.", source);
      }
      if (counts.getLong(1) < total) {
        throw Refusal.of(
            "%s: label column '%s' is null in %d of %d rows, but must be a number.",
            source, labels.column(), total - counts.getLong(1), total);
      }
      if (counts.getLong(2) > 0) {
        throw Refusal.of(
            "%s: label column '%s' is no finite number in %d of %d rows, for example %s.",
            source,
            labels.column(),
            counts.getLong(2),
            total,
            Sentence.shortened(counts.getString(3)));
      }
      return new Parts(
          new LabelledRows(source, labels.task(), total, 0),
          new LabelledRows(source, labels.task(), counts.getLong(4), 0));
    }

    /** What is wrong with the labels, as the end of a sentence, or null. */
    private static String problem(Row counts, long total, String positive) {
      long missing = total - counts.<Long>getAs("labels");
      if (missing > 0) {
        return String.format(
            Locale.ROOT, "is null in %d of %d rows, but must be 0 or 1", missing, total);
      }
      long wrong = counts.getAs("wrong");
      if (wrong > 0) {
        return String.format(
            Locale.ROOT,
            "is neither 0 nor 1 in %d of %d rows, for example %s; where another value means 1, name"
                + " it with --positive-label",
            wrong,
            total,
            Sentence.shortened(counts.getAs("example")));
      }
      if (counts.<Long>getAs("minusOnes") > 0 && counts.<Long>getAs("zeros") > 0) {
        return "has 0 as well as -1; name the value that means 1 with --positive-label, and leave one"
            + " other";
      }
      String first = counts.getAs("firstZero");
      String last = counts.getAs("lastZero");
      return positive == null || first == null || first.equals(last)
          ? null
          : String.format(
              "has '%s' and '%s' beside --positive-label '%s', but must have two values in all",
              Sentence.shortened(first), Sentence.shortened(last), positive);
    }

    /** Whether there is something to learn to tell apart; of a regression always. */
    public boolean hasBothClasses() {
      return task == Task.REGRESSION || (positives > 0 && positives < rows);
    }

    /** The counts of the rows that are not among others of them. */
    public LabelledRows without(LabelledRows others) {
      return new LabelledRows(source, task, rows - others.rows, positives - others.positives);
    }

    /**
     * @throws IllegalArgumentException if all labels are the same
     */
    public LabelledRows requireBothClasses() {
      if (!hasBothClasses()) {
        throw Refusal.of(
            "%s: the label is %d in all %d rows, but both 0 and 1 are needed.",
            source, positives == 0 ? 0 : 1, rows);
      }
      return this;
    }
  }
}
