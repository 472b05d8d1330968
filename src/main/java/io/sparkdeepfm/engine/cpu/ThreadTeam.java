package io.sparkdeepfm.engine.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Runs one piece of work on several threads, the calling one among them. */
final class ThreadTeam {
  private static final ExecutorService HELPERS =
      Executors.newCachedThreadPool(
          runnable -> {
            Thread thread = new Thread(runnable, "spark-deepfm-worker");
            thread.setDaemon(true);
            return thread;
          });

  private ThreadTeam() {}

  /**
   * Calls {@code work} with each of {@code 0 … numThreads − 1} and waits for all. Where one fails,
   * the caller gets the reason: the exception of its own thread as it is, that of another as cause.
   *
   * @param barrier broken when a thread fails, so that the others end too
   */
  static void run(int numThreads, SpinBarrier barrier, IntConsumer work) {
    List<Future<?>> helpers = new ArrayList<>();
    Throwable failure = null;
    try {
      for (int t = 1; t < numThreads; t++) {
        int thread = t;
        helpers.add(HELPERS.submit(() -> guarded(thread, barrier, work)));
      }
      guarded(0, barrier, work);
    } catch (RuntimeException | Error e) {
      barrier.breakBarrier();
      failure = e;
    }
    for (Future<?> helper : helpers) {
      failure = reason(failure, failureOf(helper, barrier));
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure;
    }
  }

  /** Waits for a helper; its failure, or null. */
  private static RuntimeException failureOf(Future<?> helper, SpinBarrier barrier) {
    try {
      helper.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause() instanceof SpinBarrier.Broken broken
          ? broken
          : new IllegalStateException("A training thread failed: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      barrier.breakBarrier();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Training was interrupted.", e);
    }
  }

  /** The first of two failures, unless it only follows from the other. */
  private static Throwable reason(Throwable first, Throwable second) {
    boolean firstFollows = first == null || first instanceof SpinBarrier.Broken;
    return firstFollows && second != null ? second : first;
  }

  private static void guarded(int thread, SpinBarrier barrier, IntConsumer work) {
    boolean done = false;
    try {
      work.accept(thread);
      done = true;
    } finally {
      if (!done) {
        barrier.breakBarrier();
      }
    }
  }
}
