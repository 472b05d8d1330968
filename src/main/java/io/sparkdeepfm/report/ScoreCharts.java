package io.sparkdeepfm.report;

import io.sparkdeepfm.metric.CalibrationBin;
import io.sparkdeepfm.metric.ValidationCurves.RocPoint;
import io.sparkdeepfm.report.Chart.Point;
import io.sparkdeepfm.report.Chart.Series;
import io.sparkdeepfm.report.Chart.Series.Form;
import java.util.ArrayList;
import java.util.List;

/** The charts of the validation rows' scores after the best epoch. */
final class ScoreCharts {
  private static final int INTERVALS = 5;

  private final TrainingReport report;

  ScoreCharts(TrainingReport report) {
    this.report = report;
  }

  List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    if (!report.curves().roc().isEmpty()) {
      charts.add(roc());
    }
    if (!report.curves().calibration().isEmpty()) {
      charts.add(calibration());
    }
    return charts;
  }

  private Chart roc() {
    List<Point> points = new ArrayList<>();
    for (RocPoint point : report.curves().roc()) {
      points.add(point(point.falsePositiveRate(), point.truePositiveRate()));
    }
    String auc = Numbers.metric(report.best().validationAuc());
    Axis axis = Axis.covering(0, 1, INTERVALS);
    return new Chart(
        "roc",
        "ROC curve",
        "True positive rate over false positive rate on the validation rows; the area is "
            + auc
            + ".",
        axis,
        "false positive rate",
        axis,
        "true positive rate",
        List.of(diagonal("chance", 1), new Series("model, AUC " + auc, Form.LINE, "s2", points)),
        null);
  }

  private Chart calibration() {
    List<Point> points = new ArrayList<>();
    double high = 0;
    for (CalibrationBin bin : report.curves().calibration()) {
      points.add(point(bin.probability(), bin.positiveRate()));
      high = Math.max(high, Math.max(bin.probability(), bin.positiveRate()));
    }
    Axis axis = Axis.covering(0, high > 0 ? high : 1, INTERVALS);
    return new Chart(
        "calibration",
        "Calibration",
        String.format(
            "Part of the validation rows that is positive, over the mean predicted probability, in"
                + " %d bins; predicted divided by actual positives is %s.",
            points.size(), Numbers.metric(CalibrationBin.ratio(report.curves().calibration()))),
        axis,
        "mean predicted probability",
        axis,
        "part that is positive",
        List.of(
            diagonal("perfect", axis.high()),
            new Series("bins of validation rows", Form.LINE, "s2", points)),
        null);
  }

  private static Point point(double x, double y) {
    return new Point(x, y, String.format("(%s, %s)", Numbers.metric(x), Numbers.metric(y)));
  }

  private static Series diagonal(String name, double end) {
    return new Series(name, Form.DASHES, "ref", List.of(point(0, 0), point(end, end)));
  }
}
