package io.sparkdeepfm.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SamplesTest {
  static List<Sample> samples() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theSameSeedGivesTheSameRows(Sample sample) {
    Sample.Source first = sample.source(new SeededRandom(4));
    Sample.Source again = sample.source(new SeededRandom(4));
    Sample.Source other = sample.source(new SeededRandom(5));
    boolean differs = false;
    for (int i = 0; i < 50; i++) {
      List<Object> drawn = flat(first.draw());
      assertEquals(drawn, flat(again.draw()));
      assertEquals(first.logit(), again.logit());
      differs |= !drawn.equals(flat(other.draw()));
    }
    assertTrue(differs);
  }

  private static List<Object> flat(Object[] values) {
    return IntStream.range(0, values.length)
        .<Object>mapToObj(
            i -> values[i] instanceof Object[] array ? List.of(array) : String.valueOf(values[i]))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void labelsFollowTheTrueProbability(Sample sample) {
    List<Row> rows = sample.rows(9);
    assertEquals(sample.trainRows() + sample.testRows(), rows.size());
    int label = sample.schema().fieldIndex(sample.label());
    int truth = sample.schema().fieldIndex(Sample.TRUE_PROBABILITY);
    double expected = 0;
    double variance = 0;
    int clicks = 0;
    for (Row row : rows) {
      double probability = row.getDouble(truth);
      expected += probability;
      variance += probability * (1 - probability);
      clicks += row.getInt(label);
    }
    assertEquals(sample.baseRate(), expected / rows.size(), 1e-3);
    assertEquals(expected, clicks, 4 * Math.sqrt(variance));
  }

  @Test
  void clicksHaveMissingAndSkewedTokens() {
    Sample sample = new ClicksSample();
    List<Row> rows = sample.rows(9);
    int c22 = sample.schema().fieldIndex("C22");
    double missing = rows.stream().filter(row -> row.isNullAt(c22)).count() / (double) rows.size();
    assertEquals(0.75, missing, 0.01);
    int c3 = sample.schema().fieldIndex("C3");
    long distinct = rows.stream().map(row -> row.getString(c3)).distinct().count();
    assertTrue(distinct > 2_000, () -> distinct + " tokens");
    assertNotEquals(rows.get(0), rows.get(1));
  }

  @Test
  void zipfDrawsInProportionToItsWeights() {
    Zipf zipf = new Zipf(3, 1);
    SeededRandom random = new SeededRandom(1);
    int[] counts = new int[3];
    int draws = 110_000;
    for (int i = 0; i < draws; i++) {
      counts[zipf.draw(random)]++;
    }
    // Weights 1, 1/2, 1/3, that is 6, 3 and 2 of 11; standard deviations below 170.
    assertEquals(60_000, counts[0], 700);
    assertEquals(30_000, counts[1], 700);
    assertEquals(20_000, counts[2], 700);
  }

  @Test
  void normalDrawsHaveTheirMeanAndDeviation() {
    double[] values = new SeededRandom(2).normals(100_000, 2);
    double sum = 0;
    double squares = 0;
    for (double value : values) {
      sum += value;
      squares += value * value;
    }
    assertEquals(0, sum / values.length, 4 * 2 / Math.sqrt(values.length));
    assertEquals(4, squares / values.length, 0.08);
  }
}
