package io.sparkdeepfm.report;

import io.sparkdeepfm.report.Chart.Point;
import io.sparkdeepfm.report.Chart.Series;
import io.sparkdeepfm.report.Chart.Series.Form;
import io.sparkdeepfm.train.EpochMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** The charts over the epochs of a training. */
final class EpochCharts {
  private static final int MAX_X_TICKS = 10;
  private static final int Y_INTERVALS = 5;
  private static final String EPOCH = "epoch";

  private final TrainingReport report;

  EpochCharts(TrainingReport report) {
    this.report = report;
  }

  /** Log loss and, with validation rows of both labels, AUC. */
  List<Chart> quality() {
    return hasAuc() ? List.of(loss(), auc()) : List.of(loss());
  }

  /** Speed and, where parameters were exchanged, their bytes. */
  List<Chart> cost() {
    boolean exchanged = report.epochs().stream().anyMatch(epoch -> epoch.bytesExchanged() > 0);
    return exchanged ? List.of(speed(), exchange()) : List.of(speed());
  }

  private boolean hasAuc() {
    return report.epochs().stream().anyMatch(epoch -> Double.isFinite(epoch.validationAuc()));
  }

  private Chart loss() {
    List<Series> series = new ArrayList<>();
    series.add(series("training", Form.LINE, "s1", EpochMetrics::loss, Numbers::metric));
    String last = Numbers.metric(report.epochs().get(report.epochs().size() - 1).loss());
    String description = "Training log loss by epoch, in the last epoch " + last;
    if (report.isValidated()) {
      series.add(
          series("validation", Form.LINE, "s2", EpochMetrics::validationLogLoss, Numbers::metric));
      description +=
          "; validation log loss, in the best epoch "
              + Numbers.metric(report.best().validationLogLoss());
    }
    return lines("loss", "Log loss", description + ".", "log loss, nats per example", series);
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
        Axis.counting(report.epochs().size(), 0, MAX_X_TICKS),
        EPOCH,
        Axis.covering(low, high, Y_INTERVALS),
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
        Axis.counting(report.epochs().size(), 0.5, MAX_X_TICKS),
        EPOCH,
        Axis.covering(0, high > 0 ? high : 1, Y_INTERVALS),
        yTitle,
        List.of(series),
        null);
  }
}
