package io.sparkdeepfm.stage.token;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.types.Decimal;

/**
 * The one text under which a value is counted, looked up and hashed, as UTF-8.
 *
 * <ul>
 *   <li>strings as they are, the empty string included; booleans {@code true}, {@code false};
 *       integers in decimal digits
 *   <li>floating-point numbers without a fraction and below 2⁶³ in magnitude print as integers, so
 *       that 3 and 3.0 are one token; others as {@link Double#toString(double)} or {@link
 *       Float#toString(float)}, NaN and the infinities included
 *   <li>decimals without trailing zeros and exponent: 3.00 is {@code 3}, 3.50 is {@code 3.5}
 * </ul>
 */
final class CanonicalToken {
  private static final double LONG_LIMIT = 0x1p63;

  private CanonicalToken() {}

  /** UTF-8 of a number or boolean as Spark holds it. */
  static byte[] bytesOf(Object value) {
    return text(value).getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Object value) {
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      boolean whole = number == Math.rint(number) && Math.abs(number) < LONG_LIMIT;
      return whole ? Long.toString((long) number) : value.toString();
    }
    if (value instanceof Decimal decimal) {
      return decimal.isZero() ? "0" : plain(decimal.toJavaBigDecimal());
    }
    return value.toString();
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }
}
