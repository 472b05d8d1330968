package io.sparkdeepfm.engine.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which GPU a worker takes of what Spark says. */
class GpuOfTaskTest {
  private static String refusal(String... addresses) {
    return assertThrows(IllegalArgumentException.class, () -> GpuOfTask.granted(List.of(addresses)))
        .getMessage();
  }

  @Test
  void itIsTheOneWhoseAddressSparkGivesToTheTask() {
    assertEquals(3, GpuOfTask.granted(List.of("3")));
  }

  @Test
  void noneSeveralOrOnesWithOtherAddressesAreRefused() {
    assertTrue(
        refusal().startsWith("engine and scoringEngine 'cuda' need a GPU for each task, but"));
    assertTrue(refusal("0", "1").startsWith("Spark gave a task the GPUs [0, 1], but"));
    assertTrue(refusal("GPU-1f2").startsWith("Spark gave a task the GPU address 'GPU-1f2'"));
  }
}
