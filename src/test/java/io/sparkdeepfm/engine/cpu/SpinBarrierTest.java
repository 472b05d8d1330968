package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SpinBarrierTest {
  @Test
  void noThreadPassesBeforeAllHaveArrived() {
    int threads = 3;
    int rounds = 200;
    SpinBarrier barrier = new SpinBarrier(threads);
    AtomicInteger arrivals = new AtomicInteger();
    AtomicInteger tooEarly = new AtomicInteger();
    ThreadTeam.run(
        threads,
        barrier,
        thread -> {
          for (int round = 1; round <= rounds; round++) {
            arrivals.incrementAndGet();
            barrier.await();
            if (arrivals.get() != round * threads) {
              tooEarly.incrementAndGet();
            }
            barrier.await();
          }
        });
    assertEquals(0, tooEarly.get());
    assertEquals(rounds * threads, arrivals.get());
  }

  @Test
  void oneThreadAloneNeverWaits() {
    SpinBarrier barrier = new SpinBarrier(1);
    barrier.await();
    barrier.await();
  }

  @Test
  void breakingItFreesAThreadThatWaits() throws InterruptedException {
    SpinBarrier barrier = new SpinBarrier(2);
    CompletableFuture<Void> waiting = CompletableFuture.runAsync(barrier::await);
    Thread.sleep(20); // until it waits; if it does not yet, it fails when it comes
    barrier.breakBarrier();
    ExecutionException failure = assertThrows(ExecutionException.class, waiting::get);
    assertEquals("Another training thread failed.", failure.getCause().getMessage());
  }

  @Test
  void aBrokenBarrierLetsNobodyPassAgain() {
    for (int parties = 1; parties <= 2; parties++) {
      SpinBarrier barrier = new SpinBarrier(parties);
      barrier.breakBarrier();
      for (int call = 0; call < 3; call++) {
        assertThrows(IllegalStateException.class, barrier::await);
      }
    }
  }
}
