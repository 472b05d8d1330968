package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.cli.Report.Metrics;
import io.sparkdeepfm.evaluation.ScoreColumns;
import io.sparkdeepfm.testing.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class MetricsTest {
  private static Dataset<Row> scored(List<Row> rows) {
    return SharedSpark.get()
        .createDataFrame(
            rows, StructType.fromDDL("probability double, label double, weight double"));
  }

  private static Metrics measured(Dataset<Row> rows) {
    return Metrics.of(rows, new ScoreColumns("label", "probability", "weight"));
  }

  @Test
  void aucIsTheShareOfPairsInOrderWithTiesCountedHalf() {
    Random random = new Random(5);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      double probability = random.nextInt(40) / 40.0;
      double weight = 1 + random.nextInt(3);
      rows.add(RowFactory.create(probability, random.nextInt(3) == 0 ? 1.0 : 0.0, weight));
    }
    double pairs = 0;
    double inOrder = 0;
    for (Row positive : rows) {
      for (Row negative : rows) {
        if (positive.getDouble(1) == 1 && negative.getDouble(1) == 0) {
          double weight = positive.getDouble(2) * negative.getDouble(2);
          int order = Double.compare(positive.getDouble(0), negative.getDouble(0));
          pairs += weight;
          inOrder += weight * (order + 1) / 2.0;
        }
      }
    }
    assertEquals(inOrder / pairs, measured(scored(rows)).auc(), 1e-12);
  }

  @Test
  void logLossIsClippedAndWeighted() {
    Metrics metrics =
        measured(
            scored(List.of(RowFactory.create(0.0, 1.0, 1.0), RowFactory.create(0.25, 0.0, 3.0))));
    double expected = (-Math.log(1e-15) - 3 * Math.log(0.75)) / 4;
    assertEquals(expected, metrics.logLoss(), 1e-12);
    assertEquals(2, metrics.rows());
    assertEquals(1, metrics.positives());
  }

  @Test
  void certaintyThatIsRightCostsNothing() {
    Metrics metrics = measured(scored(List.of(RowFactory.create(1.0, 1.0, 1.0))));
    assertEquals(0, metrics.logLoss(), 1e-14);
  }

  @Test
  void oneClassAloneHasNoAuc() {
    Metrics metrics = measured(scored(List.of(RowFactory.create(0.3, 0.0, 1.0))));
    assertTrue(Double.isNaN(metrics.auc()));
  }

  @Test
  void noRowsHaveNoMetrics() {
    Metrics metrics = measured(scored(List.of()));
    assertEquals(0, metrics.rows());
    assertTrue(Double.isNaN(metrics.logLoss()));
  }
}
