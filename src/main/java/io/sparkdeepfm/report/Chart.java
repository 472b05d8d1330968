package io.sparkdeepfm.report;

import io.sparkdeepfm.data.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One chart.
 *
 * @param id unique in the page
 * @param title over the chart
 * @param description what it shows, in a sentence with its main numbers, for those who cannot see
 *     it
 * @param x horizontal axis
 * @param xTitle with its unit
 * @param y vertical axis
 * @param yTitle with its unit
 * @param series drawn in this order
 * @param highlight a place on the horizontal axis to be marked, or null
 */
record Chart(
    String id,
    String title,
    String description,
    Axis x,
    String xTitle,
    Axis y,
    String yTitle,
    List<Series> series,
    Highlight highlight) {
  /**
   * A marked place.
   *
   * @param label over the plot
   */
  record Highlight(double x, String label) {}

  Chart {
    series = List.copyOf(series);
  }

  /**
   * Points that belong together.
   *
   * @param name in the legend
   * @param form how they are drawn
   * @param color class of the style sheet: s1 or s2 for data, ref for what data are compared with
   * @param points by rising x; those that are not finite are left out
   */
  record Series(String name, Form form, String color, List<Point> points) {
    /** How points become marks. */
    enum Form {
      /** A line through the points, which are marked where there are not many. */
      LINE,
      /** A dashed line without marks. */
      DASHES,
      /** One bar per point, from 0 up. */
      BARS
    }

    Series {
      points = points.stream().filter(Point::isFinite).toList();
    }
  }

  /**
   * One point of a chart.
   *
   * @param note what a reader is told who points at it
   */
  record Point(double x, double y, String note) {
    boolean isFinite() {
      return Double.isFinite(x) && Double.isFinite(y);
    }
  }

  /**
   * One axis of a chart, linear, with ticks at the multiples of a step that is 1, 2 or 5 times a
   * power of ten.
   *
   * @param low value where it begins
   * @param high value where it ends, above {@code low}
   * @param step between ticks, above 0
   */
  record Axis(double low, double high, double step) {
    private static final double ALIKE = 1e-9;
    private static final int MAX_DECIMALS = 9;

    Axis {
      if (!(Double.isFinite(low) && Double.isFinite(high) && low < high && step > 0)) {
        throw Refusal.of("An axis from %s to %s by %s, but it must rise.", low, high, step);
      }
    }

    /** From a tick at or below the least value to a tick at or above the largest. */
    static Axis covering(double least, double largest, int maxIntervals) {
      double low = least;
      double high = largest;
      double magnitude = Math.max(Math.abs(least), Math.abs(largest));
      if (high - low <= ALIKE * magnitude) { // one value alone stands in the middle
        double margin = magnitude == 0 ? 1 : magnitude / 10;
        low -= margin;
        high += margin;
      }
      double step = niceStep((high - low) / maxIntervals);
      while (Math.ceil(high / step) - Math.floor(low / step) > maxIntervals) {
        step = niceStep(step * 1.01); // its ends took it over the number of intervals
      }
      return new Axis(Math.floor(low / step) * step, Math.ceil(high / step) * step, step);
    }

    /**
     * Whole numbers from 1.
     *
     * @param margin left free before the first and behind the last; at least half where there is
     *     one number alone
     */
    static Axis counting(int last, double margin, int maxTicks) {
      double free = last == 1 ? Math.max(margin, 0.5) : margin;
      double step = Math.max(1, niceStep((double) last / maxTicks));
      return new Axis(1 - free, last + free, step);
    }

    /** The least of 1, 2, 5 times a power of ten that is not below the given one. */
    private static double niceStep(double atLeast) {
      double power = Math.pow(10, Math.floor(Math.log10(atLeast)));
      for (double factor : new double[] {1, 2, 5}) {
        if (factor * power >= atLeast * (1 - ALIKE)) {
          return factor * power;
        }
      }
      return 10 * power;
    }

    /** The values that get a label, rising. */
    List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      long last = (long) Math.floor(high / step + ALIKE);
      for (long i = (long) Math.ceil(low / step - ALIKE); i <= last; i++) {
        ticks.add(i * step);
      }
      return ticks;
    }

    /** A value with as many digits as tell the ticks apart. */
    String label(double value) {
      int decimals = (int) Math.max(0, -Math.floor(Math.log10(step) + ALIKE));
      double magnitude = Math.max(Math.abs(low), Math.abs(high));
      if (decimals > MAX_DECIMALS || magnitude >= 1e9) {
        int digits = (int) Math.max(1, Math.ceil(Math.log10(magnitude / step)));
        return String.format(Locale.ROOT, "%." + digits + "e", value);
      }
      return String.format(Locale.ROOT, "%,." + decimals + "f", value + 0.0);
    }

    /** Where a value lies: 0 at the beginning, 1 at the end. */
    double fraction(double value) {
      return (value - low) / (high - low);
    }
  }
}
