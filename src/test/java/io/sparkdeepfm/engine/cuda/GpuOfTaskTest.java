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

  @Test
  void aNumberThatTheExecutorDoesNotSeeIsRefusedWithWhatAClusterCanChange() {
    GpuOfTask.checkSeen(1, 2, null);
    assertEquals(
        "Spark gave a task GPU 2, but its executor sees 2, counted from 0, with"
            + " CUDA_VISIBLE_DEVICES=0,1; have the script in"
            + " spark.executor.resource.gpu.discoveryScript name what executors see, or let them"
            + " see all that it names.",
        assertThrows(IllegalArgumentException.class, () -> GpuOfTask.checkSeen(2, 2, "0,1"))
            .getMessage());
  }
}
