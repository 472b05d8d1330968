package io.sparkdeepfm.metric;

import io.sparkdeepfm.metric.ValidationCurves.RocPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Scored examples in the order of their logits, 16 bytes each; equal logits form a group. */
public final class RankedScores {
  static final int MAX_ROC_POINTS = 200;
  static final int CALIBRATION_BINS = 20;

  private final long[] keys; // score in the upper 32 bits, index of label and weight in the lower
  private final float[] labels;
  private final float[] weights;

  public RankedScores(List<ScoredExamples> parts) {
    int size = parts.stream().mapToInt(part -> part.logits().length).sum();
    keys = new long[size];
    labels = new float[size];
    weights = new float[size];
    int done = 0;
    for (ScoredExamples part : parts) {
      for (int i = 0; i < part.logits().length; i++) {
        keys[done] = ((long) sortable(part.logits()[i]) << 32) | done;
        labels[done] = part.labels()[i];
        weights[done] = part.weights()[i];
        done++;
      }
    }
    Arrays.sort(keys);
  }

  /** An int that sorts as the float does; its own inverse but for −0, which becomes 0. */
  private static int sortable(float value) {
    return flipped(Float.floatToIntBits(value + 0f));
  }

  private static int flipped(int bits) {
    return bits ^ ((bits >> 31) & Integer.MAX_VALUE);
  }

  private static float logit(long key) {
    return Float.intBitsToFloat(flipped((int) (key >> 32)));
  }

  /** Is told the weights of the examples of one logit. */
  private interface Group {
    void add(double logit, double positives, double negatives);
  }

  private void forEachGroup(Group consumer) {
    for (int i = 0; i < keys.length; ) {
      double positives = 0;
      double negatives = 0;
      long first = keys[i];
      for (; i < keys.length && keys[i] >> 32 == first >> 32; i++) {
        int index = (int) keys[i];
        positives += labels[index] * weights[index];
        negatives += (1 - labels[index]) * weights[index];
      }
      consumer.add(logit(first), positives, negatives);
    }
  }

  /** Area under the ROC curve, ties counted half; NaN if either label is missing. */
  double auc() {
    return ranks().area();
  }

  private BinaryMetrics.RankSum ranks() {
    BinaryMetrics.RankSum ranks = new BinaryMetrics.RankSum();
    forEachGroup((logit, positives, negatives) -> ranks.add(positives, negatives));
    return ranks;
  }

  /**
   * @param logitShift added to every logit before it becomes a probability
   */
  public ValidationCurves curves(double logitShift) {
    BinaryMetrics.RankSum ranks = ranks();
    boolean both = ranks.positives() > 0 && ranks.negatives() > 0;
    return new ValidationCurves(
        both ? roc(ranks.positives(), ranks.negatives()) : List.of(),
        calibration(ranks.positives() + ranks.negatives(), logitShift));
  }

  /** Walks down from (1, 1), leaving out points nearer than a step to the last one. */
  private List<RocPoint> roc(double positives, double negatives) {
    double step = 2.0 / (MAX_ROC_POINTS - 2); // the way from corner to corner is 2 long
    List<RocPoint> points = new ArrayList<>(List.of(new RocPoint(1, 1)));
    double[] below = new double[2];
    forEachGroup(
        (logit, groupPositives, groupNegatives) -> {
          below[0] += groupPositives;
          below[1] += groupNegatives;
          RocPoint last = points.get(points.size() - 1);
          RocPoint point = new RocPoint(1 - below[1] / negatives, 1 - below[0] / positives);
          if (distance(last, point) >= step && distance(point, new RocPoint(0, 0)) >= step) {
            points.add(point);
          }
        });
    points.add(new RocPoint(0, 0));
    Collections.reverse(points);
    return points;
  }

  private static double distance(RocPoint from, RocPoint to) {
    return Math.abs(from.falsePositiveRate() - to.falsePositiveRate())
        + Math.abs(from.truePositiveRate() - to.truePositiveRate());
  }

  private List<CalibrationBin> calibration(double weight, double logitShift) {
    CalibrationBin.EqualWeights bins = new CalibrationBin.EqualWeights(weight / CALIBRATION_BINS);
    forEachGroup(
        (logit, positives, negatives) -> bins.add(logit + logitShift, positives, negatives));
    return bins.finish();
  }
}
