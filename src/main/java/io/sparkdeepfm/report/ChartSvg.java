package io.sparkdeepfm.report;

import static io.sparkdeepfm.report.Numbers.pixel;

import io.sparkdeepfm.report.Chart.Point;
import io.sparkdeepfm.report.Chart.Series;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Draws a chart as SVG. Colours and fonts come from the page's style sheet, so the same drawing
 * serves on light and dark.
 */
final class ChartSvg {
  private static final double TICK_LABEL = 18; // from the plot down to its baseline
  private static final double TITLE_BASELINE = 14;
  private static final double HIGHLIGHT_BASELINE = 32;

  private final Chart chart;
  private final Plot plot;
  private final Markup out;

  private ChartSvg(Chart chart, Markup out) {
    this.chart = chart;
    this.plot = Plot.of(chart);
    this.out = out;
  }

  static void draw(Chart chart, Markup out) {
    new ChartSvg(chart, out).draw();
  }

  private void draw() {
    String title = chart.id() + "-title";
    String description = chart.id() + "-description";
    String box = "0 0 " + Plot.WIDTH + " " + Plot.HEIGHT;
    String names = title + " " + description;
    out.open("svg", "viewBox", box, "role", "img", "aria-labelledby", names);
    out.element("title", chart.title(), "id", title);
    out.element("desc", chart.description(), "id", description);
    drawXAxis();
    drawYAxis();
    drawHighlight();
    for (Series series : chart.series()) {
      new SeriesSvg(plot, out).draw(series);
    }
    out.close();
  }

  private void drawXAxis() {
    double lastEnd = Double.NEGATIVE_INFINITY;
    for (double tick : chart.x().ticks()) {
      String label = chart.x().label(tick);
      double x = plot.x(tick);
      line("grid", x, plot.top(), x, Plot.BOTTOM);
      if (x - Plot.width(label) / 2 > lastEnd) {
        text("tick", "middle", x, Plot.BOTTOM + TICK_LABEL, label);
        lastEnd = x + Plot.width(label) / 2;
      }
    }
    line("axis", plot.left(), Plot.BOTTOM, Plot.RIGHT, Plot.BOTTOM);
    double centre = (plot.left() + Plot.RIGHT) / 2;
    text("axis-title", "middle", centre, Plot.HEIGHT - 5, chart.xTitle());
  }

  private void drawYAxis() {
    for (double tick : chart.y().ticks()) {
      double y = plot.y(tick);
      line("grid", plot.left(), y, Plot.RIGHT, y);
      text("tick", "end", plot.left() - 6, y + 4, chart.y().label(tick));
    }
    text("axis-title", "start", 2, TITLE_BASELINE, chart.yTitle());
  }

  private void drawHighlight() {
    if (chart.highlight() == null) {
      return;
    }
    String label = chart.highlight().label();
    double x = plot.x(chart.highlight().x());
    line("highlight", x, plot.top() - 4, x, Plot.BOTTOM);
    double half = Plot.width(label) / 2;
    double centre = Math.min(Math.max(x, half), Plot.WIDTH - half);
    text("highlight-label", "middle", centre, HIGHLIGHT_BASELINE, label);
  }

  private void line(String style, double x1, double y1, double x2, double y2) {
    out.leaf("line", "class", style, "x1", x1, "y1", y1, "x2", x2, "y2", y2);
  }

  private void text(String style, String anchor, double x, double y, String text) {
    out.element("text", text, "class", style, "text-anchor", anchor, "x", x, "y", y);
  }

  /**
   * Where the values of a chart lie in its drawing, which is {@value #WIDTH} by {@value #HEIGHT}
   * units: about the width of a phone, so that text keeps its size there.
   *
   * @param left edge of the plot, which leaves room for the labels of the vertical axis
   * @param top edge of the plot, which leaves room for the title of the vertical axis and, where a
   *     place is highlighted, its label
   */
  record Plot(Chart.Axis xAxis, Chart.Axis yAxis, double left, double top) {
    static final int WIDTH = 340;
    static final int HEIGHT = 240;
    static final double RIGHT = WIDTH - 16;
    static final double BOTTOM = HEIGHT - 42;

    /** Width of a letter at most, on the average over a label. */
    private static final double LETTER = 7.2;

    static Plot of(Chart chart) {
      Chart.Axis yAxis = chart.y();
      double longest =
          yAxis.ticks().stream().mapToDouble(t -> width(yAxis.label(t))).max().orElse(0);
      return new Plot(
          chart.x(), yAxis, Math.max(16, longest + 8), chart.highlight() == null ? 28 : 42);
    }

    /** About how wide a text is. */
    static double width(String text) {
      return LETTER * text.length();
    }

    double x(double value) {
      return left + xAxis.fraction(value) * (RIGHT - left);
    }

    double y(double value) {
      return BOTTOM - yAxis.fraction(value) * (BOTTOM - top);
    }
  }

  /** Draws the marks of a series. */
  private static final class SeriesSvg {
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
          out.open("circle", "class", "mark " + series.color(), "cx", x, "cy", y, "r", RADIUS);
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
      out.open("rect", "class", style, "x", x, "y", y, "width", width, "height", height);
    }
  }
}
