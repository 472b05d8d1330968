package io.sparkdeepfm.report;

import java.util.List;

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
}
