package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.model.WarmStartReport;
import io.sparkdeepfm.train.EpochMetrics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {
  private static EpochMetrics epoch(int number, double validationAuc) {
    return new EpochMetrics(
        number, 0.45124, 0.4, validationAuc, Double.NaN, 1e-3, 2, 61_234.4, 0.9, 0, 0);
  }

  @Test
  void aLineSaysEpochLossAucSpeedAndTimeLeft() {
    assertEquals(
        "epoch 2/5  loss 0.4512  validation AUC 0.7803, log loss 0.4000  learning rate 1.0e-03"
            + "  61,234 examples/s  2:05 left",
        ConsoleProgress.line(epoch(2, 0.78031), 5, Duration.ofSeconds(125)));
  }

  @Test
  void withoutValidationThereIsNoAuc() {
    assertEquals(
        "epoch 1/1  loss 0.4512  learning rate 1.0e-03  61,234 examples/s  0:00 left",
        ConsoleProgress.line(epoch(1, Double.NaN), 1, Duration.ZERO));
  }

  @Test
  void withoutATerminalThereIsOneLinePerEpochAndNoBar() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ConsoleProgress progress =
        new ConsoleProgress(new PrintStream(out, true, StandardCharsets.UTF_8), false);
    progress.trainingStarted(2, 1000);
    for (int number = 1; number <= 2; number++) {
      progress.examplesDone(number, 500);
      progress.examplesDone(number, 1000);
      progress.epochDone(epoch(number, 0.7));
    }
    String[] lines = out.toString(StandardCharsets.UTF_8).split("\n", -1);
    assertEquals("Training at most 2 epochs of 1,000 examples.", lines[0]);
    assertTrue(lines[1].startsWith("epoch 1/2 "));
    assertTrue(lines[2].startsWith("epoch 2/2 "));
    assertTrue(lines[2].endsWith(" 0:00 left"));
    assertEquals(4, lines.length);
  }

  private static List<String> warmStart(int vocabularies) {
    List<WarmStartReport.Table> tables = new ArrayList<>();
    tables.add(new WarmStartReport.Table("same", 1000, 0));
    for (int v = 0; v < vocabularies; v++) {
      tables.add(new WarmStartReport.Table("v" + v, 100, 7));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new ConsoleProgress(new PrintStream(out, true, StandardCharsets.UTF_8), false)
        .warmStarted(new WarmStartReport(tables));
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void aWarmStartSaysWhichVocabulariesHaveGrown() {
    assertEquals(
        List.of(
            "Going on from the initial model: 1,200 embedding rows kept, 14 new.",
            "  vocabulary v0: 100 rows kept, 7 new",
            "  vocabulary v1: 100 rows kept, 7 new"),
        warmStart(2));
  }

  @Test
  void manyGrownVocabulariesAreOneLineInAll() {
    assertEquals(13, warmStart(12).size());
    assertEquals(
        List.of("Going on from the initial model: 2,300 embedding rows kept, 91 new."),
        warmStart(13));
  }
}
