package io.sparkdeepfm.report;

import io.sparkdeepfm.metric.CalibrationBin;
import io.sparkdeepfm.metric.ValidationCurves.RocPoint;
import io.sparkdeepfm.report.Chart.Point;
import io.sparkdeepfm.report.Chart.Series;
import io.sparkdeepfm.report.Chart.Series.Form;
import io.sparkdeepfm.train.EpochMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The charts of a training: over its epochs, and of the validation rows' scores after the best. */
final class ReportCharts {
  private static final int MAX_X_TICKS = 10;
  private static final int INTERVALS = 5; // of axes of values
  private static final String EPOCH = "epoch";

  private final TrainingReport report;

  ReportCharts(TrainingReport report) {
    this.report = report;
  }

  /** Those that there are values for. */
  List<Chart> all() {
    List<Chart> charts = new ArrayList<>();
    charts.add(loss());
    if (report.loss().isRegression() && report.isValidated()) {
      charts.add(error());
    }
    if (report.epochs().stream().anyMatch(epoch -> Double.isFinite(epoch.validationAuc()))) {
      charts.add(auc());
    }
    if (!report.curves().roc().isEmpty()) {
      charts.add(roc());
    }
    if (!report.curves().calibration().isEmpty()) {
      charts.add(calibration());
    }
    charts.add(speed());
    if (report.epochs().stream().anyMatch(epoch -> epoch.bytesExchanged() > 0)) {
      charts.add(exchange());
    }
    return charts;
  }

  private Chart loss() {
    String name = TrainingReport.lossName(report.loss());
    List<Series> series = new ArrayList<>();
    series.add(series("training", Form.LINE, "s1", EpochMetrics::loss, Numbers::metric));
    String last = Numbers.metric(report.epochs().get(report.epochs().size() - 1).loss());
    String description = "Training " + name + " by epoch, in the last epoch " + last;
    if (report.isValidated() && !report.loss().isRegression()) {
      series.add(
          series("validation", Form.LINE, "s2", EpochMetrics::validationLogLoss, Numbers::metric));
      description +=
          "; validation log loss, in the best epoch "
              + Numbers.metric(report.best().validationLogLoss());
    }
    String title = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    String unit =
        name + (report.loss().isRegression() ? ", mean per example" : ", nats per example");
    return lines("loss", title, description + ".", unit, series);
  }

  /** Of a regression; on an axis of its own, for it is in other units than the loss. */
  private Chart error() {
    String name = "Validation " + TrainingReport.errorName(report.loss());
    Series series =
        series("validation", Form.LINE, "s2", EpochMetrics::validationError, Numbers::metric);
    String description =
        name
            + " by epoch, in the best epoch "
            + Numbers.metric(report.best().validationError())
            + ".";
    return lines(
        "error", name, description, TrainingReport.errorName(report.loss()), List.of(series));
  }

  private Chart auc() {
    Series series =
        series("validation", Form.LINE, "s2", EpochMetrics::validationAuc, Numbers::metric);
    String description =
        "Validation AUC by epoch, in the best epoch "
            + Numbers.metric(report.best().validationAuc())
            + ".";
    return lines("auc", "Validation AUC", description, "area under the ROC curve", List.of(series));
  }

  private Chart speed() {
    double fastest = max(EpochMetrics::examplesPerSecond);
    Numbers.Unit unit = Numbers.Unit.ofRate("examples/s", fastest);
    return bars(
        "speed",
        "Training speed",
        String.format("Examples per second by epoch, at most %s.", Numbers.count(fastest)),
        unit.name(),
        series(
            "examples/s",
            Form.BARS,
            "s1",
            epoch -> epoch.examplesPerSecond() / unit.size(),
            rate -> Numbers.count(rate * unit.size()) + " examples/s"));
  }

  private Chart exchange() {
    double most = max(EpochMetrics::bytesExchanged);
    Numbers.Unit unit = Numbers.Unit.ofBytes(most);
    return bars(
        "exchange",
        "Parameters exchanged",
        String.format("Bytes from and to the workers by epoch, at most %s.", Numbers.bytes(most)),
        unit.name() + " per epoch",
        series(
            "exchanged",
            Form.BARS,
            "s1",
            epoch -> epoch.bytesExchanged() / unit.size(),
            amount -> Numbers.bytes(amount * unit.size())));
  }

  private double max(ToDoubleFunction<EpochMetrics> quantity) {
    return report.epochs().stream().mapToDouble(quantity).max().orElse(0);
  }

  private Series series(
      String name,
      Form form,
      String color,
      ToDoubleFunction<EpochMetrics> quantity,
      DoubleFunction<String> format) {
    List<Point> points = new ArrayList<>();
    for (EpochMetrics epoch : report.epochs()) {
      double value = quantity.applyAsDouble(epoch);
      String note = String.format("epoch %d, %s: %s", epoch.epoch(), name, format.apply(value));
      points.add(new Point(epoch.epoch(), value, note));
    }
    return new Series(name, form, color, points);
  }

  /** A chart whose vertical axis fits the values. */
  private Chart lines(
      String id, String title, String description, String yTitle, List<Series> series) {
    double low = values(series).min().orElse(0);
    double high = values(series).max().orElse(1);
    Chart.Highlight best =
        report.isValidated()
            ? new Chart.Highlight(report.bestEpoch(), "best: epoch " + report.bestEpoch())
            : null;
    return new Chart(
        id,
        title,
        description,
        Chart.Axis.counting(report.epochs().size(), 0, MAX_X_TICKS),
        EPOCH,
        Chart.Axis.covering(low, high, INTERVALS),
        yTitle,
        series,
        best);
  }

  private static DoubleStream values(List<Series> series) {
    return series.stream().flatMap(one -> one.points().stream()).mapToDouble(Point::y);
  }

  /** A chart whose vertical axis begins at 0. */
  private Chart bars(String id, String title, String description, String yTitle, Series series) {
    double high = values(List.of(series)).max().orElse(0);
    return new Chart(
        id,
        title,
        description,
        Chart.Axis.counting(report.epochs().size(), 0.5, MAX_X_TICKS),
        EPOCH,
        Chart.Axis.covering(0, high > 0 ? high : 1, INTERVALS),
        yTitle,
        List.of(series),
        null);
  }

  private Chart roc() {
    List<Point> points = new ArrayList<>();
    for (RocPoint point : report.curves().roc()) {
      points.add(point(point.falsePositiveRate(), point.truePositiveRate()));
    }
    String auc = Numbers.metric(report.best().validationAuc());
    Chart.Axis axis = Chart.Axis.covering(0, 1, INTERVALS);
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
    Chart.Axis axis = Chart.Axis.covering(0, high > 0 ? high : 1, INTERVALS);
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
