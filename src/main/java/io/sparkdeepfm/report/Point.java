package io.sparkdeepfm.report;

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
