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
   * Calls {@code work} with each of {@code 0 … numThreads − 1} and waits for all.
   *
   * @param barrier broken when a thread fails, so that the others end too
   */
  static void run(int numThreads, SpinBarrier barrier, IntConsumer work) {
    List<Future<?>> helpers = new ArrayList<>();
    for (int t = 1; t < numThreads; t++) {
      int thread = t;
      helpers.add(HELPERS.submit(() -> guarded(thread, barrier, work)));
    }
    RuntimeException failure = null;
    try {
      guarded(0, barrier, work);
    } catch (RuntimeException e) {
      failure = e;
    }
    for (Future<?> helper : helpers) {
      try {
        helper.get();
      } catch (ExecutionException e) {
        failure = failure == null || isSecondary(failure) ? new IllegalStateException(e) : failure;
      } catch (InterruptedException e) {
        barrier.breakBarrier();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Training was interrupted.", e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static boolean isSecondary(RuntimeException failure) {
    return failure instanceof IllegalStateException && failure.getCause() == null;
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
