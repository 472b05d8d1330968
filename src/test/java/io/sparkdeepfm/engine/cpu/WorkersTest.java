package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkersTest {
  @Test
  void aWorkerIsFoundUnderItsRunAndIndexUntilItIsReleased() {
    Worker worker = TrainingFixture.worker(0);
    int before = Workers.count();
    Workers.put("run-a", 1, worker);
    assertSame(worker, Workers.get("run-a", 1));
    assertNull(Workers.get("run-a", 11));
    assertNull(Workers.get("run-b", 1));
    assertEquals(before + 1, Workers.count());
    Workers.release("run-b", 1);
    assertSame(worker, Workers.get("run-a", 1));
    Workers.release("run-a", 1);
    assertNull(Workers.get("run-a", 1));
    assertEquals(before, Workers.count());
  }

  @ParameterizedTest
  @CsvSource({
    "1, 3, 3", // threads of a worker, cores of the executor, workers at once
    "2, 5, 2",
    "3, 3, 1",
    "9, 2, 1" // a worker of more threads than cores takes them all
  })
  @Timeout(60)
  void workersNeverTakeMoreThanTheCoresTogether(int threads, int cores, int atOnce) {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ThreadTeam.run(
        4,
        new SpinBarrier(4),
        worker -> {
          for (int task = 0; task < 20; task++) {
            Workers.acquireCores(threads, cores);
            try {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              LockSupport.parkNanos(100_000);
              running.decrementAndGet();
            } finally {
              Workers.releaseCores(threads, cores);
            }
          }
        });
    assertTrue(most.get() <= atOnce, () -> most + " workers ran at once");
  }
}
