package io.sparkdeepfm.report;

import static io.sparkdeepfm.report.Numbers.pixel;

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
    out.open(
        "svg",
        "viewBox",
        "0 0 " + Plot.WIDTH + " " + Plot.HEIGHT,
        "role",
        "img",
        "aria-labelledby",
        title + " " + description);
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
    out.leaf(
        "line", "class", style, "x1", pixel(x1), "y1", pixel(y1), "x2", pixel(x2), "y2", pixel(y2));
  }

  private void text(String style, String anchor, double x, double y, String text) {
    out.element("text", text, "class", style, "text-anchor", anchor, "x", pixel(x), "y", pixel(y));
  }
}
