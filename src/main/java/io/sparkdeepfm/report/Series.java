package io.sparkdeepfm.report;

import java.util.List;

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
