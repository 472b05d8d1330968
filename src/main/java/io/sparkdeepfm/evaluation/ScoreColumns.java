package io.sparkdeepfm.evaluation;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.param.StageColumns.InputColumns;
import java.util.Arrays;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that metrics are made of.
 *
 * @param label numbers, 0 or 1 in every row
 * @param probability of label 1: numbers in [0, 1], or vectors of the probabilities of 0 and 1, of
 *     which the second is read
 * @param weight numbers of at least 0; null or empty: every row weighs 1
 */
public record ScoreColumns(String label, String probability, String weight) {
  /** Names of the columns of {@link #read}, all doubles. */
  public static final String LABEL = "label";

  public static final String PROBABILITY = "probability";
  public static final String WEIGHT = "weight";

  static final String GROUP = "group";
  static final String PROBLEM = "problem";
  private static final String SCORES = "scores";

  /** Length of the row's vector of probabilities; 2 where it is null or no vector. */
  private static final String LENGTH = "length";

  /** An empty name counts as none: in Spark ML a grid of Params can only set, not unset. */
  public ScoreColumns {
    weight = weight == null || weight.isEmpty() ? null : weight;
  }

  /** Columns of rows that all weigh the same. */
  public ScoreColumns(String label, String probability) {
    this(label, probability, null);
  }

  /**
   * The columns {@value #LABEL}, {@value #PROBABILITY} and {@value #WEIGHT} as doubles. Values are
   * not looked at yet.
   *
   * @throws IllegalArgumentException if a column is missing or of a wrong type
   */
  public Dataset<Row> read(Dataset<?> data) {
    return select(data, lit(null)).select(LABEL, PROBABILITY, WEIGHT);
  }

  /** The row weights of the user's rows, as doubles. */
  public Column weights() {
    return weight == null ? lit(1.0) : Columns.reference(weight).cast("double");
  }

  /** The exact area under the ROC curve by Spark's evaluator, which does not check the rows. */
  public double areaUnderRoc(Dataset<?> data) {
    return new BinaryClassificationEvaluator()
        .setRawPredictionCol(PROBABILITY)
        .setLabelCol(LABEL)
        .setWeightCol(WEIGHT)
        .setNumBins(0)
        .evaluate(read(data));
  }

  /** What {@link #read} gives, and {@value #PROBLEM}: a sentence, null in good rows. */
  Dataset<Row> readWithProblems(Dataset<?> data) {
    return select(data, lit(null)).select(col(LABEL), col(PROBABILITY), col(WEIGHT), problem(null));
  }

  /**
   * What {@link #readWithProblems(Dataset)} gives, and {@value #GROUP}.
   *
   * @param group a column of any type that has an order
   */
  Dataset<Row> readWithProblems(Dataset<?> data, String group) {
    requireGroupable(Columns.require(data.schema(), "groupCol", group));
    return select(data, Columns.reference(group))
        .select(col(LABEL), col(PROBABILITY), col(WEIGHT), col(GROUP), problem(group));
  }

  /** All that is read, and the length of vectors of probabilities, 2 where there are none. */
  private Dataset<Row> select(Dataset<?> data, Column group) {
    check(data.schema());
    DataType type = Columns.require(data.schema(), "probabilityCol", probability).dataType();
    boolean isVector = type.equals(SQLDataTypes.VectorType());
    // A projection of its own, so that vectors are unpacked once; Spark's function stops at null.
    Column scores =
        isVector
            ? when(
                Columns.reference(probability).isNotNull(),
                vector_to_array(Columns.reference(probability), "float64"))
            : Columns.reference(probability).cast("double");
    Dataset<Row> raw =
        data.select(
            Columns.reference(label).cast("double").as(LABEL),
            scores.as(SCORES),
            weights().as(WEIGHT),
            group.as(GROUP));
    Column length = isVector ? size(col(SCORES)) : lit(2);
    Column ofOne = isVector ? when(length.equalTo(2), col(SCORES).getItem(1)) : col(SCORES);
    return raw.select(
        col(LABEL),
        ofOne.as(PROBABILITY),
        col(WEIGHT),
        col(GROUP),
        when(col(SCORES).isNull(), lit(2)).otherwise(length).as(LENGTH));
  }

  private void check(StructType schema) {
    InputColumns.requireNumeric(schema, "labelCol", label);
    if (weight != null) {
      InputColumns.requireNumeric(schema, "weightCol", weight);
    }
    StructField scores = Columns.require(schema, "probabilityCol", probability);
    if (!(scores.dataType().equals(SQLDataTypes.VectorType())
        || scores.dataType() instanceof NumericType)) {
      throw Refusal.of(
          "Column '%s' (probabilityCol) has type %s, but must be a vector of two probabilities or"
              + " a number, the probability of label 1.",
          scores.name(), scores.dataType().catalogString());
    }
  }

  /**
   * Says in one sentence what is wrong with a row that cannot be measured. The sentence is a column
   * and not an exception, so that the pass that measures also counts bad rows, and the driver
   * throws. Comparisons lean on NaN being larger than any other number in Spark SQL.
   *
   * @param group the user's name for the sentence, or null where there are no groups
   */
  private Column problem(String group) {
    Column y = col(LABEL);
    Column p = col(PROBABILITY);
    Column w = col(WEIGHT);
    Column problem =
        when(
                y.isNull().or(y.notEqual(0).and(y.notEqual(1))),
                sentence(
                    label,
                    "the label ",
                    y,
                    "labels must be 0 or 1; convert the column or drop such rows."))
            .when(
                col(LENGTH).notEqual(2),
                sentence(
                    probability,
                    "a vector of length ",
                    col(LENGTH),
                    "vectors must hold two probabilities, of label 0 and of label 1."))
            .when(
                p.isNull().or(p.lt(0)).or(p.gt(1)),
                sentence(
                    probability,
                    "the probability ",
                    p,
                    "probabilities must be in [0, 1]; name a column of probabilities."))
            .when(
                w.isNull().or(w.lt(0)).or(w.gt(Double.MAX_VALUE)),
                sentence(
                    weight,
                    "the row weight ",
                    w,
                    "weights must be finite numbers of at least 0; convert the column or drop such"
                        + " rows."));
    return (group == null
            ? problem
            : problem.when(
                col(GROUP).isNull(),
                lit(
                    String.format(
                        "Column '%s' has the group null, but every row must belong to a group; name"
                            + " the group or drop such rows.",
                        group))))
        .as(PROBLEM);
  }

  private static Column sentence(String column, String what, Column value, String remedy) {
    return concat(
        lit(String.format("Column '%s' has %s", column, what)),
        coalesce(value.cast("string"), lit("null")),
        lit(", but " + remedy));
  }

  /**
   * @param badRows how many of the rows have a problem
   * @throws IllegalArgumentException with one of the problems, if there are any
   */
  static void requireNoProblem(Dataset<Row> rows, long badRows) {
    if (badRows > 0) {
      throw new IllegalArgumentException(rows.agg(min(PROBLEM)).head().getString(0));
    }
  }

  /**
   * @throws IllegalArgumentException if rows cannot be grouped by the column
   */
  private static void requireGroupable(StructField group) {
    if (!isGroupable(group.dataType())) {
      throw Refusal.of(
          "Column '%s' (groupCol) has type %s, by which Spark cannot group; take a string or a"
              + " number.",
          group.name(), group.dataType().catalogString());
    }
  }

  /** Whether rows can be grouped by a column of a type; not by maps, at any depth. */
  public static boolean isGroupable(DataType type) {
    if (type instanceof ArrayType array) {
      return isGroupable(array.elementType());
    }
    if (type instanceof StructType struct) {
      return Arrays.stream(struct.fields()).allMatch(field -> isGroupable(field.dataType()));
    }
    return !(type instanceof MapType || type instanceof CalendarIntervalType);
  }
}
