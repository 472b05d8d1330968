package io.sparkdeepfm.train;

import io.sparkdeepfm.checkpoint.StateInput;
import io.sparkdeepfm.checkpoint.StateOutput;
import io.sparkdeepfm.engine.EpochPart;
import io.sparkdeepfm.engine.TrainingEngine.Session.EpochResult;
import io.sparkdeepfm.metric.CalibrationBin;
import io.sparkdeepfm.metric.ValidationCurves;
import io.sparkdeepfm.metric.ValidationCurves.RocPoint;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.train.ValidationPlan.EpochJudge;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** How far a training has come on the driver, besides the parameters. */
final class TrainingState {
  final List<EpochMetrics> history = new ArrayList<>();

  /** Of the epochs so far; it judges only where there are validation rows. */
  final EpochJudge judge;

  /** Of the validation rows after the best epoch. */
  ValidationCurves curves = ValidationCurves.NONE;

  /** What is done of the epoch after those of the history. */
  EpochPart part = EpochPart.NONE;

  /** That this part has taken, before the driver that trains now. */
  double secondsBefore;

  private long partBegan = System.nanoTime();

  TrainingState(EpochJudge judge) {
    this.judge = judge;
  }

  /** The next or current epoch, from 1. */
  int epoch() {
    return history.size() + 1;
  }

  /** An epoch begins, or goes on. */
  void epochBegins() {
    partBegan = System.nanoTime();
  }

  /** Seconds of the current epoch. */
  double seconds() {
    return secondsBefore + (System.nanoTime() - partBegan) * 1e-9;
  }

  /** An epoch is over. */
  void add(EpochMetrics metrics) {
    history.add(metrics);
    part = EpochPart.NONE;
    secondsBefore = 0;
  }

  void write(StateOutput out) throws IOException {
    out.writeInt(history.size());
    for (EpochMetrics metrics : history) {
      write(metrics, out);
    }
    judge.write(out);
    out.writeInt(curves.roc().size());
    for (RocPoint point : curves.roc()) {
      out.writeDouble(point.falsePositiveRate());
      out.writeDouble(point.truePositiveRate());
    }
    out.writeInt(curves.calibration().size());
    for (CalibrationBin bin : curves.calibration()) {
      out.writeDouble(bin.probability());
      out.writeDouble(bin.positiveRate());
      out.writeDouble(bin.weight());
    }
    out.writeInt(part.nextStep());
    EpochResult sums = part.sums();
    out.writeDouble(sums.lossSum());
    out.writeDouble(sums.weightSum());
    out.writeLong(sums.examples());
    out.writeInt(sums.rounds());
    out.writeDouble(sums.workerSeconds());
    out.writeLong(sums.bytesExchanged());
    out.writeDouble(part.equals(EpochPart.NONE) ? 0 : seconds());
  }

  private static void write(EpochMetrics metrics, StateOutput out) throws IOException {
    out.writeDouble(metrics.loss());
    out.writeDouble(metrics.validationLogLoss());
    out.writeDouble(metrics.validationAuc());
    out.writeDouble(metrics.validationError());
    out.writeDouble(metrics.learningRate());
    out.writeDouble(metrics.seconds());
    out.writeDouble(metrics.examplesPerSecond());
    out.writeDouble(metrics.computeShare());
    out.writeInt(metrics.rounds());
    out.writeLong(metrics.bytesExchanged());
  }

  /**
   * Takes over what {@link #write} wrote.
   *
   * @param shaped parameters of the model's shape
   */
  void read(StateInput in, DeepFMParameters shaped) throws IOException {
    history.clear();
    int epochs = in.readLength();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      history.add(readMetrics(epoch, in));
    }
    judge.read(in, shaped);
    List<RocPoint> roc = new ArrayList<>();
    for (int left = in.readLength(); left > 0; left--) {
      roc.add(new RocPoint(in.readDouble(), in.readDouble()));
    }
    List<CalibrationBin> calibration = new ArrayList<>();
    for (int left = in.readLength(); left > 0; left--) {
      calibration.add(new CalibrationBin(in.readDouble(), in.readDouble(), in.readDouble()));
    }
    curves = new ValidationCurves(roc, calibration);
    int nextStep = in.readInt();
    EpochResult sums =
        new EpochResult(
            in.readDouble(),
            in.readDouble(),
            in.readLong(),
            in.readInt(),
            in.readDouble(),
            in.readLong());
    part = new EpochPart(nextStep, false, sums);
    secondsBefore = in.readDouble();
  }

  private static EpochMetrics readMetrics(int epoch, StateInput in) throws IOException {
    return new EpochMetrics(
        epoch,
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readDouble(),
        in.readInt(),
        in.readLong());
  }
}
