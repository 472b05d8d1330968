package io.sparkdeepfm.examples.samples;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** One data set of {@code data-samples/}. */
public interface Sample {
  /** The column that holds the probability that the label was drawn with. */
  String TRUE_PROBABILITY = "trueProbability";

  /** Its folder. */
  String name();

  /** What it looks like and where the labels come from, for its README. */
  String description();

  /** The column that is 0 or 1. */
  String label();

  /** Columns of a row: those that are drawn, then what {@link #outcome} adds. */
  StructType schema();

  /** One line per column or group of columns, for its README: name, type, meaning. */
  List<String[]> columns();

  /** The lines of its fields.json, one per field. */
  List<String> fields();

  int trainRows();

  int testRows();

  /** Mean of the label. */
  double baseRate();

  /** Draws the values of the columns and the logit of one row after the other. */
  Source source(SeededRandom random);

  /**
   * The last columns of a row.
   *
   * @param label 0 or 1, drawn with {@code probability}
   */
  Object[] outcome(int label, double probability);

  /** An endless source of rows that all follow one truth. */
  interface Source {
    /** Values of the drawn columns. */
    Object[] draw();

    /** The true logit, but for a constant, of the values just drawn. */
    double logit();
  }

  /** All rows: first those for training, then those for testing; the same for the same seed. */
  default List<Row> rows(long seed) {
    SeededRandom random = new SeededRandom(seed + name().hashCode());
    Source source = source(random);
    int count = trainRows() + testRows();
    Object[][] drawn = new Object[count][];
    double[] logits = new double[count];
    for (int i = 0; i < count; i++) {
      drawn[i] = source.draw();
      logits[i] = source.logit();
    }
    double[] probabilities = Truth.probabilities(logits, baseRate());
    List<Row> rows = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int label = random.chance(probabilities[i]) ? 1 : 0;
      rows.add(row(drawn[i], outcome(label, probabilities[i])));
    }
    return rows;
  }

  private static Row row(Object[] drawn, Object[] outcome) {
    Object[] values = new Object[drawn.length + outcome.length];
    System.arraycopy(drawn, 0, values, 0, drawn.length);
    System.arraycopy(outcome, 0, values, drawn.length, outcome.length);
    return RowFactory.create(values);
  }
}
