package io.sparkdeepfm.evaluation;

import io.sparkdeepfm.testing.SharedSpark;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Small frames of scored rows. */
final class ScoreFrames {
  private ScoreFrames() {}

  /** A row as the tests compute with it. */
  record Score(String group, double label, double probability, double weight) {}

  /** Rows of label and probability that all weigh 1. */
  static Dataset<Row> unweighted(double[]... labelsAndProbabilities) {
    return of(
        Arrays.stream(labelsAndProbabilities).map(s -> new Score("g", s[0], s[1], 1)).toList());
  }

  /** Columns group, label, probability and weight, in several partitions. */
  static Dataset<Row> of(List<Score> scores) {
    Object[][] rows =
        scores.stream()
            .map(s -> new Object[] {s.group(), s.label(), s.probability(), s.weight()})
            .toArray(Object[][]::new);
    return frame("group STRING, label DOUBLE, probability DOUBLE, weight DOUBLE", rows)
        .repartition(3);
  }

  /**
   * @param ddl columns as in {@code "a STRING, b INT"}
   */
  static Dataset<Row> frame(String ddl, Object[]... rows) {
    List<Row> list = Arrays.stream(rows).map(RowFactory::create).toList();
    return SharedSpark.get().createDataFrame(list, StructType.fromDDL(ddl));
  }

  static Object[] row(Object... values) {
    return values;
  }

  /** Rows whose labels are draws from their probabilities. */
  static List<Score> calibrated(long seed, int size) {
    Random random = new Random(seed);
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      double probability = random.nextDouble();
      double label = random.nextDouble() < probability ? 1 : 0;
      scores.add(new Score("g", label, probability, 1));
    }
    return scores;
  }

  /**
   * Rows with many tied probabilities, 0 and 1 among them, weights from 0 to 3, and groups from one
   * row to many.
   */
  static List<Score> tied(long seed, int size) {
    Random random = new Random(seed);
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      double skewed = random.nextDouble() * random.nextDouble();
      String group = "user-" + (int) (40 * skewed);
      double label = random.nextInt(4) == 0 ? 1 : 0;
      scores.add(new Score(group, label, random.nextInt(9) / 8.0, random.nextInt(4)));
    }
    return scores;
  }
}
