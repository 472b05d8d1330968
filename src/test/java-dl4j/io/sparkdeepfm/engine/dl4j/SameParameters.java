package io.sparkdeepfm.engine.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.model.DenseLayout;
import java.util.Arrays;

/** Compares parameters table by table and segment by segment. */
final class SameParameters {
  private SameParameters() {}

  /** That no float differs by more than {@code tolerance} times the largest of its table. */
  static void assertClose(
      DeepFMConfig config, DeepFMParameters expected, DeepFMParameters actual, double tolerance) {
    actual.checkShape(config);
    for (int t = 0; t < expected.tables().size(); t++) {
      float[] values = expected.table(t).values();
      assertClose("table " + t, values, actual.table(t).values(), tolerance);
    }
    for (DenseLayout.Segment segment : new DenseLayout(config).segments()) {
      int end = segment.offset() + segment.length();
      assertClose(
          segment.name(),
          Arrays.copyOfRange(expected.dense(), segment.offset(), end),
          Arrays.copyOfRange(actual.dense(), segment.offset(), end),
          tolerance);
    }
  }

  private static void assertClose(String what, float[] expected, float[] actual, double tolerance) {
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], tolerance * largest, what + " at " + i);
    }
  }

  /** That training has changed some float by more than a hundredth. */
  static void assertMoved(DeepFMParameters before, DeepFMParameters after) {
    double largest = largestDifference(before.dense(), after.dense());
    for (int t = 0; t < before.tables().size(); t++) {
      largest =
          Math.max(largest, largestDifference(before.table(t).values(), after.table(t).values()));
    }
    assertTrue(largest > 0.01, "largest change " + largest);
  }

  private static double largestDifference(float[] a, float[] b) {
    double largest = 0;
    for (int i = 0; i < a.length; i++) {
      largest = Math.max(largest, Math.abs(a[i] - b[i]));
    }
    return largest;
  }
}
