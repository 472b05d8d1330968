package io.sparkdeepfm.benchmark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParityPairTest {
  private static ParityFit fit(double testAuc, double... validationAucs) {
    List<ParityFit.Epoch> epochs =
        Arrays.stream(validationAucs)
            .mapToObj(auc -> new ParityFit.Epoch(0.5, auc, 0.5, 1))
            .toList();
    return new ParityFit(epochs, 1, testAuc, 0.4);
  }

  private static final ParityPair PAIR =
      new ParityPair(
          "rows by time",
          "plain",
          List.of(fit(0.70, 0.6, 0.7, 0.8), fit(0.72, 0.8, 0.9), fit(0.74, 0.7, 0.8)),
          List.of(fit(0.71, 0.5), fit(0.71, 0.5), fit(0.71, 0.5)));

  @Test
  void theDifferenceIsThatOfTheMeans() {
    assertEquals(0.01, PAIR.difference(), 1e-12);
  }

  @Test
  void theStandardErrorIsThatOfADifferenceOfMeansWithSampleVariances() {
    // Variance (0.02² + 0 + 0.02²) / 2 = 4e-4 and 0.
    assertEquals(Math.sqrt(4e-4 / 3), PAIR.standardError(), 1e-12);
    assertEquals(0.01 / Math.sqrt(4e-4 / 3), PAIR.standardErrors(), 1e-9);
  }

  @Test
  void aCurveIsTheMeanOverSeedsAsFarAsAllHaveCome() {
    assertArrayEquals(new double[] {0.7, 0.8}, ParityPair.curve(PAIR.ours()), 1e-12);
  }

  @Test
  void theReportHasARowPerPairAndAPicturePerSet(@TempDir Path folder) throws Exception {
    ParityReport.write(List.of(PAIR), folder);
    String tables = Files.readString(folder.resolve("parity.md"));
    String row =
        "| rows by time | plain | 0.7200 / 0.4000 | 0.7100 / 0.4000 | +0.0100 | 0.0115 | yes |";
    assertTrue(tables.contains(row), tables);
    assertTrue(tables.contains("| rows by time | plain | 0.7000 0.8000 | 0.5000 |"), tables);
    assertTrue(Files.readString(folder.resolve("parity-rows-by-time.svg")).contains("<svg"));
  }
}
