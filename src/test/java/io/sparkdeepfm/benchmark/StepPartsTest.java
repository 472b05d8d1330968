package io.sparkdeepfm.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sparkdeepfm.benchmark.StepParts.Frame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which part of a step a stack is counted for. */
class StepPartsTest {
  private static final Frame COPY = new Frame("java.nio.FloatBuffer", "get");
  private static final Frame ADAM = new Frame("io.sparkdeepfm.optim.Adam", "update");
  private static final Frame LAYER = new Frame("io.sparkdeepfm.model.HiddenLayer", "backward");

  @Test
  void theInnermostKnownFrameDecides() {
    Frame product = new Frame("io.sparkdeepfm.model.Linear$Exact", "weightGradient");
    assertEquals("GEMM: weight gradients", StepParts.of(List.of(COPY, product, LAYER)));
    assertEquals("backward of activation and bias", StepParts.of(List.of(COPY, LAYER)));
  }

  @Test
  void aHelperCountsForWhoeverCallsIt() {
    Frame rows = new Frame("io.sparkdeepfm.engine.cpu.RowUpdater", "update");
    Frame dense = new Frame("io.sparkdeepfm.engine.cpu.DenseUpdater$Workspace", "step");
    assertEquals("row updates", StepParts.of(List.of(ADAM, rows)));
    assertEquals("dense updates", StepParts.of(List.of(ADAM, dense)));
  }

  @Test
  void aStackThatNoRuleKnowsStaysVisible() {
    assertEquals(StepParts.OTHER, StepParts.of(List.of(COPY, ADAM)));
  }

  @Test
  void sharesOfARecordingAddUpToAHundred() {
    List<Measurement> shares =
        StepProfileCase.shares(List.of(Map.of("a", 1, "b", 3), Map.of("b", 5)));
    assertEquals(
        List.of(
            new Measurement("a", "%", 12.5, 0, 25, 2), new Measurement("b", "%", 87.5, 75, 100, 2)),
        shares);
  }
}
