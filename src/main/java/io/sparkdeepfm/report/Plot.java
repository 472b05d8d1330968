package io.sparkdeepfm.report;

/**
 * Where the values of a chart lie in its drawing, which is {@value #WIDTH} by {@value #HEIGHT}
 * units: about the width of a phone, so that text keeps its size there.
 *
 * @param left edge of the plot, which leaves room for the labels of the vertical axis
 * @param top edge of the plot, which leaves room for the title of the vertical axis and, where a
 *     place is highlighted, its label
 */
record Plot(Axis xAxis, Axis yAxis, double left, double top) {
  static final int WIDTH = 340;
  static final int HEIGHT = 240;
  static final double RIGHT = WIDTH - 16;
  static final double BOTTOM = HEIGHT - 42;

  /** Width of a letter at most, on the average over a label. */
  private static final double LETTER = 7.2;

  static Plot of(Chart chart) {
    Axis yAxis = chart.y();
    double longest = yAxis.ticks().stream().mapToDouble(t -> width(yAxis.label(t))).max().orElse(0);
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
