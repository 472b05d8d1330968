package io.sparkdeepfm.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that benchmarks/run.sh calls, without measuring. */
class BenchmarksTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Benchmarks.run(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        args);
  }

  private static String names() {
    return BenchmarkCases.all().stream().map(BenchmarkCase::name).collect(Collectors.joining(", "));
  }

  @Test
  void namesAreUniqueAndMadeOfSmallLettersAndDashes() {
    List<String> names = BenchmarkCases.all().stream().map(BenchmarkCase::name).toList();
    assertEquals(names.size(), new HashSet<>(names).size());
    Pattern form = Pattern.compile("[a-z]+(-[a-z]+)*");
    assertTrue(names.stream().allMatch(name -> form.matcher(name).matches()), names.toString());
  }

  @Test
  void aResultWithFewerInstructionsStandsBesideTheOther() {
    CaseResult result =
        new CaseResult("training", "Training", "how", List.of(), List.of(), List.of());
    assertEquals(result, result.limitedTo(""));
    CaseResult limited = result.limitedTo("avx2");
    assertEquals("training-avx2", limited.name());
    assertEquals("Training, avx2", limited.title());
    List<String> names = BenchmarkCases.resultNames();
    assertEquals(names.indexOf("training") + 1, names.indexOf("training-avx2"));
  }

  @Test
  void aCaseIsListedWithItsHeap() {
    assertEquals(0, run("list", "--only", "training"));
    assertEquals("training 8g\n", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void allAreListedInTheirOrder() {
    assertEquals(0, run("list"));
    String listed =
        out.toString(StandardCharsets.UTF_8)
            .lines()
            .map(line -> line.substring(0, line.indexOf(' ')))
            .collect(Collectors.joining(", "));
    assertEquals(names(), listed);
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    for (String[] args : new String[][] {{"list", "--only", "what"}, {"run", "what"}}) {
      err.reset();
      assertEquals(2, run(args));
      assertEquals(
          "There is no benchmark 'what'; choose one of " + names() + ".\n",
          err.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aReportOfNothingLeavesTheDocumentsAlone(@TempDir Path docs) throws IOException {
    assertEquals(0, run("report", "--docs", docs.toString()));
    assertEquals(
        "No case was measured: " + docs + " stays as it is.\n",
        out.toString(StandardCharsets.UTF_8));
    try (Stream<Path> files = Files.list(docs)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void anUnknownCommandIsRefused() {
    assertEquals(2, run("race"));
    assertTrue(err.toString(StandardCharsets.UTF_8).contains("race"));
  }
}
