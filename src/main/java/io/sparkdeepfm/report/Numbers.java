package io.sparkdeepfm.report;

import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {
  private static final String NONE = "–";

  private Numbers() {}

  /** For example {@code 1,234}. */
  static String count(double count) {
    return Double.isFinite(count) ? String.format(Locale.ROOT, "%,.0f", count) : NONE;
  }

  /** Four digits after the point, as log losses and AUCs are compared by; – where undefined. */
  static String metric(double metric) {
    return fixed(metric, 4);
  }

  static String fixed(double number, int digits) {
    return Double.isFinite(number)
        ? String.format(Locale.ROOT, "%,." + digits + "f", number)
        : NONE;
  }

  /** Of a fraction, for example {@code 3.20 %}. */
  static String percent(double fraction) {
    if (!Double.isFinite(fraction)) {
      return NONE;
    }
    double percent = 100 * fraction;
    boolean tiny = percent > 0 && percent < 0.01;
    return tiny ? "< 0.01 %" : String.format(Locale.ROOT, "%.2f %%", percent);
  }

  /** For example {@code 1.0e-03}. */
  static String scientific(double number) {
    return String.format(Locale.ROOT, "%.1e", number);
  }

  /** A coordinate in an SVG. */
  static String pixel(double place) {
    return String.format(Locale.ROOT, "%.1f", place + 0.0).replace("-0.0", "0.0");
  }

  /** For example {@code 12.3 s} or {@code 1 h 05 min}. */
  static String duration(double seconds) {
    if (seconds < 100) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long minutes = Math.round(seconds / 60);
    if (minutes < 60) {
      return String.format(Locale.ROOT, "%d min %02d s", (long) seconds / 60, (long) seconds % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", minutes / 60, minutes % 60);
  }

  /** For example {@code 12.5 MiB}. */
  static String bytes(double bytes) {
    Unit unit = Unit.ofBytes(bytes);
    int digits = unit.size() == 1 ? 0 : 1;
    return fixed(bytes / unit.size(), digits) + " " + unit.name();
  }

  /**
   * A multiple in which quantities are said.
   *
   * @param size of the multiple
   */
  record Unit(String name, double size) {
    private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB"};

    /** The largest unit of which there is at least one. */
    static Unit ofBytes(double bytes) {
      int power = 0;
      double size = 1;
      while (bytes >= size * 1024 && power + 1 < BYTES.length) {
        size *= 1024;
        power++;
      }
      return new Unit(BYTES[power], size);
    }

    /** Of things that are counted by the second. */
    static Unit ofRate(String things, double rate) {
      return rate >= 1e4 ? new Unit("thousand " + things, 1000) : new Unit(things, 1);
    }
  }
}
