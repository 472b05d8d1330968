package io.sparkdeepfm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void countsAreGroupedAndMetricsHaveFourDigits() {
    assertEquals("1,234,567", Numbers.count(1_234_567));
    assertEquals("0.7803", Numbers.metric(0.78034));
    assertEquals("–", Numbers.metric(Double.NaN));
    assertEquals("–", Numbers.count(Double.POSITIVE_INFINITY));
  }

  @Test
  void aSmallRateIsNotTakenForZero() {
    assertEquals("0.00 %", Numbers.percent(0));
    assertEquals("< 0.01 %", Numbers.percent(1e-9));
    assertEquals("25.62 %", Numbers.percent(0.25621));
    assertEquals("100.00 %", Numbers.percent(1));
    assertEquals("–", Numbers.percent(Double.NaN));
  }

  @Test
  void bytesAndRatesHaveFittingUnits() {
    assertEquals("0 B", Numbers.bytes(0));
    assertEquals("1,023 B", Numbers.bytes(1023));
    assertEquals("1.0 KiB", Numbers.bytes(1024));
    assertEquals("5.0 GiB", Numbers.bytes(5 * 0x1p30));
    assertEquals("2,048.0 TiB", Numbers.bytes(0x1p51));
    assertEquals("examples/s", Numbers.Unit.ofRate("examples/s", 9_999).name());
    assertEquals("thousand examples/s", Numbers.Unit.ofRate("examples/s", 10_000).name());
  }

  @Test
  void durationsAreInSecondsMinutesOrHours() {
    assertEquals("0.2 s", Numbers.duration(0.2));
    assertEquals("2 min 05 s", Numbers.duration(125));
    assertEquals("1 h 05 min", Numbers.duration(3900));
  }

  @Test
  void coordinatesHaveNoNegativeZero() {
    assertEquals("0.0", Numbers.pixel(-0.01));
    assertEquals("-0.1", Numbers.pixel(-0.1));
    assertEquals("12.3", Numbers.pixel(12.345));
  }
}
