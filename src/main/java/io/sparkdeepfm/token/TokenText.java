package io.sparkdeepfm.token;

import java.math.BigDecimal;

/**
 * The one text under which a value is counted, looked up and hashed.
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
public final class TokenText {
  private static final double LONG_LIMIT = 0x1p63;

  private TokenText() {}

  /** The text of a string, number or boolean. */
  public static String of(Object value) {
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return isWhole(number) ? Long.toString((long) number) : value.toString();
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
    return value.toString();
  }

  /** Whether a floating-point number prints as an integer. */
  public static boolean isWhole(double number) {
    return number == Math.rint(number) && Math.abs(number) < LONG_LIMIT;
  }
}
