package io.sparkdeepfm.report;

import static io.sparkdeepfm.report.Numbers.pixel;

import java.util.List;
import java.util.stream.Collectors;

/** Draws the marks of a series. */
final class SeriesSvg {
  private static final int MAX_MARKED = 60; // more marks would hide the line
  private static final double RADIUS = 3.2;
  private static final double MAX_BAR = 36;

  private final Plot plot;
  private final Markup out;

  SeriesSvg(Plot plot, Markup out) {
    this.plot = plot;
    this.out = out;
  }

  void draw(Series series) {
    switch (series.form()) {
      case LINE -> {
        drawLine(series, "line " + series.color());
        drawMarks(series);
      }
      case DASHES -> drawLine(series, "line dashed " + series.color());
      case BARS -> drawBars(series);
    }
  }

  private void drawLine(Series series, String style) {
    String points =
        series.points().stream()
            .map(point -> pixel(plot.x(point.x())) + "," + pixel(plot.y(point.y())))
            .collect(Collectors.joining(" "));
    out.leaf("polyline", "class", style, "points", points);
  }

  private void drawMarks(Series series) {
    if (series.points().size() > MAX_MARKED) {
      return;
    }
    boolean round = series.color().equals("s1"); // colours alone are not told apart by all
    for (Point point : series.points()) {
      double x = plot.x(point.x());
      double y = plot.y(point.y());
      if (round) {
        out.open(
            "circle",
            "class",
            "mark " + series.color(),
            "cx",
            pixel(x),
            "cy",
            pixel(y),
            "r",
            pixel(RADIUS));
      } else {
        openRectangle("mark " + series.color(), x - RADIUS, y - RADIUS, 2 * RADIUS, 2 * RADIUS);
      }
      out.element("title", point.note()).close();
    }
  }

  private void drawBars(Series series) {
    List<Point> points = series.points();
    double room = (Plot.RIGHT - plot.left()) / Math.max(1, points.size());
    double part = points.size() > MAX_MARKED ? 1 : 0.7; // gaps of less than a pixel flicker
    double width = Math.min(MAX_BAR, part * room);
    for (Point point : points) {
      double top = plot.y(point.y());
      openRectangle(
          "bar " + series.color(), plot.x(point.x()) - width / 2, top, width, Plot.BOTTOM - top);
      out.element("title", point.note()).close();
    }
  }

  private void openRectangle(String style, double x, double y, double width, double height) {
    out.open(
        "rect",
        "class",
        style,
        "x",
        pixel(x),
        "y",
        pixel(y),
        "width",
        pixel(width),
        "height",
        pixel(height));
  }
}
