package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ThreadTeamTest {
  private static final int THREADS = 3;

  private final SpinBarrier barrier = new SpinBarrier(THREADS);

  @Test
  void everyMemberHasAThreadOfItsOwnAndTheFirstIsTheCaller() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Set<Integer> members = ConcurrentHashMap.newKeySet();
    ThreadTeam.run(
        THREADS,
        barrier,
        member -> {
          threads.add(Thread.currentThread());
          members.add(member);
          barrier.await(); // so that no thread can take two parts
        });
    assertEquals(Set.of(0, 1, 2), members);
    assertEquals(THREADS, threads.size());
    assertTrue(threads.contains(Thread.currentThread()));
  }

  @Test
  void theCallerWaitsForTheOthers() {
    AtomicInteger done = new AtomicInteger();
    ThreadTeam.run(
        THREADS,
        barrier,
        member -> {
          if (member > 0) {
            sleep(30);
          }
          done.incrementAndGet();
        });
    assertEquals(THREADS, done.get());
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a team in which one member fails while the others wait for it. */
  private Throwable failureOf(int failing, IntConsumer fail) {
    AtomicInteger ended = new AtomicInteger();
    Throwable failure =
        assertThrows(
            Throwable.class,
            () ->
                ThreadTeam.run(
                    THREADS,
                    barrier,
                    member -> {
                      try {
                        if (member == failing) {
                          sleep(10); // the others wait at the barrier
                          fail.accept(member);
                        }
                        barrier.await();
                      } finally {
                        ended.incrementAndGet();
                      }
                    }));
    assertEquals(THREADS, ended.get(), "members that have ended");
    return failure;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void theExceptionOfTheFailingMemberComesOut(int failing) {
    RuntimeException cause = new IllegalArgumentException("row 7 is bad");
    Throwable failure =
        failureOf(
            failing,
            member -> {
              throw cause;
            });
    assertSame(cause, failing == 0 ? failure : failure.getCause());
    assertTrue(failure.getMessage().contains("row 7 is bad"), failure.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void errorsComeOutAsExceptionsDo(int failing) {
    Error cause = new OutOfMemoryError("of heap");
    Throwable failure =
        failureOf(
            failing,
            member -> {
              throw cause;
            });
    assertSame(cause, failing == 0 ? failure : failure.getCause());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void anIllegalStateOfAMemberIsNotTakenForABrokenBarrier(int failing) {
    RuntimeException cause = new IllegalStateException("no memory left");
    Throwable failure =
        failureOf(
            failing,
            member -> {
              throw cause;
            });
    assertSame(cause, failing == 0 ? failure : failure.getCause());
  }

  @Test
  void anInterruptedCallerSaysSoAndStaysInterrupted() {
    CountDownLatch end = new CountDownLatch(1);
    Thread.currentThread().interrupt();
    try {
      IllegalStateException failure =
          assertThrows(
              IllegalStateException.class,
              () -> ThreadTeam.run(2, barrier, member -> awaitUnlessCaller(member, end)));
      assertEquals("Training was interrupted.", failure.getMessage());
      assertTrue(Thread.currentThread().isInterrupted());
    } finally {
      end.countDown();
      Thread.interrupted();
    }
  }

  private static void awaitUnlessCaller(int member, CountDownLatch end) {
    try {
      if (member > 0) {
        end.await();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
