package io.sparkdeepfm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AxisTest {
  private static List<String> labels(Chart.Axis axis) {
    return axis.ticks().stream().map(axis::label).toList();
  }

  @Test
  void ticksAreNiceNumbersThatCoverTheValues() {
    assertEquals(
        List.of("0.42", "0.43", "0.44", "0.45", "0.46", "0.47"),
        labels(Chart.Axis.covering(0.4203, 0.4638, 5)));
    assertEquals(List.of("0", "20", "40", "60", "80"), labels(Chart.Axis.covering(0, 63.8, 5)));
    assertEquals(
        List.of("0.0", "0.2", "0.4", "0.6", "0.8", "1.0"), labels(Chart.Axis.covering(0, 1, 5)));
    assertEquals(List.of("-10", "-5", "0", "5"), labels(Chart.Axis.covering(-7, 4, 5)));
    assertEquals(List.of("0", "500", "1,000"), labels(Chart.Axis.covering(0, 1000, 2)));
  }

  @Test
  void anyValuesAreCoveredByFewDistinctTicks() {
    Random random = new Random(1);
    for (int i = 0; i < 5000; i++) {
      double from = random.nextGaussian() * Math.pow(10, random.nextInt(18) - 9);
      double to = from + Math.abs(from) * Math.pow(10, -6 * random.nextDouble()) + 1e-12;
      Chart.Axis axis = Chart.Axis.covering(from, to, 5);
      List<Double> ticks = axis.ticks();
      String what = from + " to " + to + ": " + labels(axis);
      assertTrue(ticks.size() >= 2 && ticks.size() <= 6, what);
      assertEquals(0, axis.fraction(ticks.get(0)), 1e-6, what);
      assertEquals(1, axis.fraction(ticks.get(ticks.size() - 1)), 1e-6, what);
      assertTrue(axis.fraction(from) >= -1e-6 && axis.fraction(to) <= 1 + 1e-6, what);
      assertEquals(ticks.size(), new HashSet<>(labels(axis)).size(), what);
    }
  }

  @Test
  void oneValueAloneStandsInTheMiddle() {
    for (double value : new double[] {0.5, -3e-8, 7e12}) {
      Chart.Axis axis = Chart.Axis.covering(value, value, 5);
      assertTrue(axis.fraction(value) > 0.2 && axis.fraction(value) < 0.8, axis.toString());
    }
    assertEquals(0.5, Chart.Axis.covering(0, 0, 5).fraction(0), 1e-12);
  }

  @Test
  void wholeNumbersAreCountedFrom1() {
    assertEquals(List.of("1", "2", "3"), labels(Chart.Axis.counting(3, 0, 10)));
    assertEquals(List.of("5", "10", "15", "20", "25"), labels(Chart.Axis.counting(25, 0, 5)));
    Chart.Axis one = Chart.Axis.counting(1, 0, 10);
    assertEquals(List.of("1"), labels(one));
    assertEquals(0.5, one.fraction(1), 1e-12);
    assertEquals(0.125, Chart.Axis.counting(4, 0.5, 10).fraction(1), 1e-12);
  }

  @Test
  void fractionsRunFromTheBeginningToTheEnd() {
    Chart.Axis axis = new Chart.Axis(2, 6, 1);
    assertEquals(0, axis.fraction(2));
    assertEquals(0.25, axis.fraction(3));
    assertEquals(1, axis.fraction(6));
  }

  @Test
  void anAxisThatDoesNotRiseIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Chart.Axis(1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Chart.Axis(0, Double.NaN, 1));
    assertThrows(IllegalArgumentException.class, () -> new Chart.Axis(0, 1, 0));
  }
}
