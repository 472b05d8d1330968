package io.sparkdeepfm.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Records of cases: their arithmetic, their files, and the page that is made of them. */
class ReportTest {
  private static final Machine MACHINE =
      new Machine("a processor", 2, 24, "Linux 6", "a JDK", "3.5.7", "oneDNN for AVX-512");

  @TempDir Path folder;

  private static CaseRecord record(String name, String date, double ratio) {
    CaseResult result =
        new CaseResult(
            name,
            "Title of " + name,
            "How " + name + " is measured.",
            List.of(Measurement.of("ours", "examples/s", 30_000, 10_000, 20_000)),
            List.of(
                Comparison.atLeast("ours ÷ theirs", ratio, "×", 3),
                Comparison.atMost("bytes", 0, "bytes", 0)),
            List.of("A note."));
    return new CaseRecord(result, date, MACHINE);
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    assertEquals(new Measurement("x", "s", 2.5, 1, 9, 4), Measurement.of("x", "s", 9, 1, 3, 2));
    assertEquals(new Measurement("x", "s", 3, 1, 9, 3), Measurement.of("x", "s", 9, 1, 3));
  }

  @Test
  void aMeasurementWithoutValuesIsRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Measurement.of("x", "s")).getMessage();
    assertEquals("'x' was measured 0 times; a median needs at least 1 value.", message);
  }

  @Test
  void aTargetIsMetOnItsOwnSideAndAtItself() {
    assertTrue(Comparison.atLeast("r", 3.0, "×", 3).met());
    assertFalse(Comparison.atLeast("r", 2.99, "×", 3).met());
    assertTrue(Comparison.atMost("r", 1.2, "×", 1.2).met());
    assertFalse(Comparison.atMost("r", 1.21, "×", 1.2).met());
    assertFalse(Comparison.atLeast("r", Double.NaN, "×", 3).met());
    assertFalse(Comparison.atMost("r", Double.NaN, "×", 3).met());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0|0",
        "2.9949|2.995",
        "0.7|0.700",
        "34567.8|34,568",
        "43.21|43.2",
        "-1.5|-1.500",
        "NaN|not measured"
      })
  void numbersShowWhatTheyAreGoodFor(double value, String text) {
    assertEquals(text, Report.number(value));
  }

  @Test
  void thePageBeginsWithAllTargetsAndHasASectionPerCase() {
    String page =
        Report.document(
            List.of(record("training", "2026-01-02", 3.5), record("scoring", "2026-02-03", 2.5)));
    assertTrue(
        page.contains(
            "| [training](#title-of-training): ours ÷ theirs | ≥ 3.000 × | 3.500 × | yes |\n"),
        page);
    assertTrue(
        page.contains(
            "| [scoring](#title-of-scoring): ours ÷ theirs | ≥ 3.000 × | 2.500 × | **no** |\n"),
        page);
    assertTrue(page.contains("\n## Title of scoring\n\nHow scoring is measured.\n"), page);
    assertTrue(
        page.contains(
            "Measured 2026-02-03 by `benchmarks/run.sh --only scoring` on a processor, 2 cores, 24 GiB"),
        page);
    assertTrue(page.contains("\n- ours ÷ theirs: **2.500 ×** (target ≥ 3.000 ×, not met)\n"), page);
    assertTrue(page.contains("| ours | 20,000 | 10,000 | 30,000 | examples/s | 3 |\n"), page);
    assertTrue(page.contains("\nA note.\n"), page);
  }

  @Test
  void aSectionIsFoundByWhatIsMadeOfItsHeading() {
    assertEquals("fields--features-26-columns", Report.anchor("Fields → features, 26 columns"));
  }

  @Test
  void onlyCasesJustMeasuredAreReplaced() {
    CaseRecord kept = record("training", "2026-01-02", 3.5);
    CaseRecord old = record("scoring", "2026-01-02", 1);
    CaseRecord measured = record("scoring", "2026-02-03", 2.5);
    CaseRecord gone = record("no-longer-a-case", "2026-01-01", 1);
    assertEquals(
        List.of(kept, measured),
        ResultFiles.merge(
            List.of(gone, old, kept), List.of(measured), List.of("training", "scoring", "frappe")));
  }

  @Test
  void recordsSurviveTheirFiles() throws Exception {
    CaseRecord record = record("training", "2026-01-02", 3.5);
    Path file = ResultFiles.of(folder.resolve("new"), "training");
    ResultFiles.write(file, record);
    assertEquals(record, ResultFiles.read(file));
    Path book = folder.resolve("benchmarks.json");
    assertEquals(List.of(), ResultFiles.readBook(book));
    ResultFiles.writeBook(book, List.of(record, record));
    assertEquals(List.of(record, record), ResultFiles.readBook(book));
  }
}
