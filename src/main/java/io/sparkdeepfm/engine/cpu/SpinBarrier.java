package io.sparkdeepfm.engine.cpu;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A barrier for threads that meet several times per millisecond: it spins, yields after a while,
 * and allocates nothing. A thread that fails breaks the barrier, so that the others do not wait for
 * it.
 */
final class SpinBarrier {
  private static final int SPINS_BEFORE_PARKING = 5_000;
  private static final long PARK_NANOS = 20_000;

  private final int parties;
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile int generation;
  private volatile boolean broken;

  /** Says that some other thread failed, which has the reason. */
  static final class Broken extends IllegalStateException {
    Broken() {
      super("Another training thread failed.");
    }
  }

  SpinBarrier(int parties) {
    this.parties = parties;
  }

  /**
   * Returns when all parties have called it.
   *
   * @throws Broken if another thread broke the barrier
   */
  void await() {
    failIfBroken();
    int current = generation;
    if (arrived.incrementAndGet() == parties) {
      arrived.set(0);
      generation = current + 1;
      return;
    }
    for (int spins = 0; generation == current; spins++) {
      failIfBroken();
      if (spins < SPINS_BEFORE_PARKING) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(PARK_NANOS);
      }
    }
  }

  private void failIfBroken() {
    if (broken) {
      throw new Broken();
    }
  }

  /** Makes every waiting and later call fail. */
  void breakBarrier() {
    broken = true;
  }
}
