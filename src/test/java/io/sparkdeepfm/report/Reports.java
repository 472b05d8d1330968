package io.sparkdeepfm.report;

import io.sparkdeepfm.encode.FieldCounts.FieldUsage;
import io.sparkdeepfm.metric.CalibrationBin;
import io.sparkdeepfm.metric.ValidationCurves;
import io.sparkdeepfm.metric.ValidationCurves.RocPoint;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.report.TrainingReport.Fact;
import io.sparkdeepfm.report.TrainingReport.Parameter;
import io.sparkdeepfm.train.EpochMetrics;
import java.util.ArrayList;
import java.util.List;

/** Reports of trainings that never were. */
final class Reports {
  /** What a column may be called, and what no page may take for markup. */
  static final String NASTY = "<script>alert('x')</script> & \"quoted\" \u0007";

  private Reports() {}

  /** An ordinary training whose best epoch is not the last. */
  static TrainingReport ordinary() {
    return of(epochs(8, true), 6, curves(120), fields(26), parameters());
  }

  /** One epoch and no validation rows. */
  static TrainingReport smallest() {
    return of(
        List.of(
            new EpochMetrics(1, 0.5, Double.NaN, Double.NaN, Double.NaN, 1e-3, 0.2, 900, 1, 1, 0)),
        1,
        ValidationCurves.NONE,
        fields(1),
        List.of(new Parameter("seed", "0", "0", false)));
  }

  /** Many epochs, long names, numbers of all sizes. */
  static TrainingReport extreme() {
    List<Parameter> parameters = new ArrayList<>(parameters());
    parameters.add(new Parameter("hiddenUnits", "1024, ".repeat(30) + "1", "400", true));
    parameters.add(new Parameter("featuresCol", NASTY + "y".repeat(120), "features", true));
    List<FieldUsage> fields = new ArrayList<>(fields(3));
    fields.add(new FieldUsage("x".repeat(150), NASTY, Integer.MAX_VALUE, 1e-7, 0, 123456.789));
    fields.add(new FieldUsage(NASTY, "v", 2, 1, 1, 0));
    return of(epochs(250, true), 137, curves(200), fields, parameters);
  }

  /** Of a regression whose second epoch is the best. */
  static TrainingReport regression(Loss loss) {
    double nan = Double.NaN;
    return new TrainingReport(
        "DeepFM training report",
        List.of(new Fact("Best epoch", "2 of 2")),
        List.of(
            new EpochMetrics(1, 1.1, nan, nan, 0.98, 1e-3, 1, 1e6, 0.5, 1, 0),
            new EpochMetrics(2, 0.9, nan, nan, 0.94, 1e-3, 1, 1e6, 0.5, 1, 0)),
        2,
        ValidationCurves.NONE,
        fields(2),
        parameters(),
        List.of(),
        loss);
  }

  /** Everything stays as it was. */
  static TrainingReport constant() {
    List<EpochMetrics> epochs = new ArrayList<>();
    for (int e = 1; e <= 3; e++) {
      epochs.add(
          new EpochMetrics(e, 0.6931, 0.6931, 0.5, Double.NaN, 1e-3, 1, 1e6, 0.5, 10, 5L << 30));
    }
    List<CalibrationBin> bins = List.of(new CalibrationBin(0.5, 0, 10));
    List<RocPoint> roc = List.of(new RocPoint(0, 0), new RocPoint(1, 1));
    return of(epochs, 1, new ValidationCurves(roc, bins), fields(2), parameters());
  }

  static TrainingReport of(
      List<EpochMetrics> epochs,
      int best,
      ValidationCurves curves,
      List<FieldUsage> fields,
      List<Parameter> parameters) {
    return new TrainingReport(
        "DeepFM training report",
        List.of(
            new Fact("Validation AUC", "0.7803"),
            new Fact("Validation log loss", "0.4512"),
            new Fact("Best epoch", "6 of 8"),
            new Fact("Training rows", "36,672,493"),
            new Fact("Positive", "25.62 %"),
            new Fact("Training speed", "61,234 examples/s"),
            new Fact("Workers", "4, with 8 threads each"),
            new Fact("Whole fit", "1 h 05 min")),
        epochs,
        best,
        curves,
        fields,
        parameters,
        List.of(new Fact("spark-deepfm", "0.1.0"), new Fact("Spark", "3.5.7")),
        Loss.LOG);
  }

  static List<EpochMetrics> epochs(int count, boolean validated) {
    List<EpochMetrics> epochs = new ArrayList<>();
    for (int e = 1; e <= count; e++) {
      double t = (double) e / count;
      epochs.add(
          new EpochMetrics(
              e,
              0.47 - 0.05 * t,
              validated ? 0.455 - 0.03 * t + 0.022 * t * t : Double.NaN,
              validated ? 0.76 + 0.06 * t - 0.04 * t * t : Double.NaN,
              Double.NaN,
              1e-3,
              58 + 4 * Math.sin(e),
              61_000 + 3_000 * Math.sin(e),
              0.93 + 0.02 * Math.cos(e),
              120,
              (long) (3.4e9 + 4e8 * Math.cos(e))));
    }
    return epochs;
  }

  static ValidationCurves curves(int points) {
    List<RocPoint> roc = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      double x = (double) i / (points - 1);
      roc.add(new RocPoint(x, Math.pow(x, 0.4)));
    }
    List<CalibrationBin> bins = new ArrayList<>();
    for (int i = 1; i <= 20; i++) {
      double p = 0.7 * Math.pow(i / 20.0, 2) + 0.01;
      bins.add(new CalibrationBin(p, p * (1 + 0.12 * Math.sin(i)), 1000));
    }
    return new ValidationCurves(roc, bins);
  }

  static List<FieldUsage> fields(int count) {
    List<FieldUsage> fields =
        new ArrayList<>(List.of(new FieldUsage("I1", "I1", 1, Double.NaN, 0.2145, 0.7855)));
    for (int f = 2; f <= count; f++) {
      fields.add(new FieldUsage("C" + f, "C" + f, 1000 * f * f, 0.0312 / f, 0.001 * f, 1));
    }
    return fields;
  }

  static List<Parameter> parameters() {
    return List.of(
        new Parameter("batchSize", "4096", "1024", true),
        new Parameter("embeddingDim", "16", "8", true),
        new Parameter("weightCol", "importance", "not set", true),
        new Parameter("activation", "relu", "relu", false),
        new Parameter("averagingFrequency", "64", "64", false),
        new Parameter("validationMetric", "aucMinusLogLoss", "aucMinusLogLoss", false));
  }
}
