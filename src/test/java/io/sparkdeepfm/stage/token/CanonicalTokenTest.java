package io.sparkdeepfm.stage.token;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.stage.token.TokenReader.SingleToken;
import java.math.BigDecimal;
import org.apache.spark.sql.types.Decimal;
import org.junit.jupiter.api.Test;

class CanonicalTokenTest {
  private static String text(Object value) {
    return SingleToken.text(value);
  }

  private static Decimal decimal(String text) {
    return Decimal.apply(new BigDecimal(text));
  }

  @Test
  void numbersWithoutAFractionPrintAsIntegers() {
    assertEquals("3", text(3.0));
    assertEquals("3", text(3.0f));
    assertEquals("3", text(decimal("3.00")));
    assertEquals("-7", text(-7.0));
    assertEquals("0", text(-0.0));
    assertEquals("0", text(decimal("0.000")));
    assertEquals("10000000000000000", text(1e16));
    assertEquals("300", text(decimal("3E2")));
  }

  @Test
  void fractionsPrintInTheirOwnPrecision() {
    assertEquals("0.1", text(0.1));
    assertEquals("0.1", text(0.1f));
    assertEquals("3.5", text(decimal("3.50")));
  }

  @Test
  void whatNoLongHoldsPrintsAsJavaDoes() {
    assertEquals("1.0E300", text(1e300));
    assertEquals("NaN", text(Double.NaN));
    assertEquals("-Infinity", text(Double.NEGATIVE_INFINITY));
  }

  @Test
  void integersAndBooleansPrintInFull() {
    assertEquals("9223372036854775807", text(Long.MAX_VALUE));
    assertEquals("-128", text(Byte.MIN_VALUE));
    assertEquals("true", text(true));
  }
}
