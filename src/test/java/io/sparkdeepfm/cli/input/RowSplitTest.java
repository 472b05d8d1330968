package io.sparkdeepfm.cli.input;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.countDistinct;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.map;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.testing.SharedSpark;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
class RowSplitTest {
  private static final Dataset<Row> ROWS =
      SharedSpark.get()
          .range(20_000)
          .select(
              col("id"),
              map(lit("a"), col("id")).as("weights"),
              array(map(lit("a"), col("id"))).as("nested"));

  private static Set<Long> validation(Dataset<Row> rows, RowSplit split) {
    List<Row> chosen =
        rows.filter(split.isValidation(rows, List.of(rows.columns()))).select("id").collectAsList();
    return new TreeSet<>(chosen.stream().map(row -> row.getLong(0)).toList());
  }

  @Test
  void theFractionIsKept() {
    // Standard deviation of the count: √(20000 · 0.1 · 0.9) = 42.
    assertEquals(2_000, validation(ROWS, new RowSplit(0.1, 3)).size(), 4 * 42);
  }

  @Test
  void partitionsAndOrderDoNotMatter() {
    RowSplit split = new RowSplit(0.1, 3);
    assertEquals(
        validation(ROWS, split), validation(ROWS.repartition(7).orderBy(col("id").desc()), split));
  }

  @Test
  void anotherSeedSplitsOtherwise() {
    assertNotEquals(validation(ROWS, new RowSplit(0.1, 3)), validation(ROWS, new RowSplit(0.1, 4)));
  }

  @Test
  void theSplitStaysTheSameFromVersionToVersion() {
    Dataset<Row> few = SharedSpark.get().range(30).toDF();
    assertEquals(
        Set.of(8L, 10L, 12L, 16L, 18L, 22L, 23L, 24L, 27L), validation(few, new RowSplit(0.2, 0)));
  }

  @Test
  void rowsThatLookTheSameToTheModelStayTogether() {
    Dataset<Row> rows = ROWS.select(col("id").mod(500).as("user"), col("id").mod(2).as("clicked"));
    Dataset<Row> sides =
        rows.withColumn("side", new RowSplit(0.3, 1).isValidation(rows, List.of("user")))
            .groupBy("user")
            .agg(countDistinct("side").as("sides"));
    assertEquals(0, sides.filter("sides <> 1").count());
  }

  @Test
  void aFractionOutsideItsRangeIsAnError() {
    for (double fraction : new double[] {0, 1, -0.1, Double.NaN}) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> new RowSplit(fraction, 0))
              .getMessage();
      assertEquals(
          "--validation-fraction is " + fraction + ", but must be between 0 and 1.", message);
    }
  }
}
