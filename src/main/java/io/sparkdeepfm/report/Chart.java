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
}
