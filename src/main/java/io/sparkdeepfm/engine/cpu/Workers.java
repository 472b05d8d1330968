package io.sparkdeepfm.engine.cpu;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The workers that live in this executor between the driver's requests, and the cores that they
 * share.
 *
 * <p>A driver that ends a training releases its workers. Those of a driver that died are dropped
 * when the executor ends, or when another training begins and they have been idle for long.
 */
final class Workers {
  private static final long IDLE_LIMIT_NANOS = TimeUnit.HOURS.toNanos(2);
  private static final Map<String, Entry> ENTRIES = new ConcurrentHashMap<>();
  private static final Map<Integer, Semaphore> CORES = new ConcurrentHashMap<>();

  private Workers() {}

  private record Entry(Worker worker, long lastUse) {}

  private static String key(String runId, int worker) {
    return runId + "/" + worker;
  }

  /** The worker, or null if this executor does not have it. */
  static Worker get(String runId, int worker) {
    Entry entry = ENTRIES.get(key(runId, worker));
    return entry == null ? null : entry.worker();
  }

  /**
   * The worker, or null if this executor does not have it. A speculative copy of a task, which runs
   * where the worker is not, waits to be killed when the original is done: else its answer, that
   * the worker is lost, would count.
   */
  static Worker find(String runId, int worker) {
    Worker found = get(runId, worker);
    if (found == null) {
      SpeculativeCopy.waitForTheOriginal();
    }
    return found;
  }

  /** Makes a worker the one of its index; what another one may still do is of no effect. */
  static void put(String runId, int index, Worker worker) {
    long now = System.nanoTime();
    ENTRIES.entrySet().stream()
        .filter(entry -> now - entry.getValue().lastUse() > IDLE_LIMIT_NANOS)
        .toList()
        .forEach(entry -> remove(entry.getKey()));
    remove(key(runId, index));
    ENTRIES.put(key(runId, index), new Entry(worker, now));
  }

  /** Notes that a worker was used, unless another has taken its place. */
  static void use(String runId, int index, Worker worker) {
    long now = System.nanoTime();
    ENTRIES.computeIfPresent(
        key(runId, index),
        (key, entry) -> entry.worker() == worker ? new Entry(worker, now) : entry);
  }

  static void release(String runId, int worker) {
    remove(key(runId, worker));
  }

  private static void remove(String key) {
    Entry entry = ENTRIES.remove(key);
    if (entry != null) {
      entry.worker().close();
    }
  }

  /** Number of workers held, for tests. */
  static int count() {
    return ENTRIES.size();
  }

  /**
   * Waits until {@code threads} of the executor's cores are free, so that workers that land in one
   * executor do not compete for its cores but take turns.
   */
  static void acquireCores(int threads, int coresPerExecutor) {
    cores(coresPerExecutor).acquireUninterruptibly(Math.min(threads, coresPerExecutor));
  }

  static void releaseCores(int threads, int coresPerExecutor) {
    cores(coresPerExecutor).release(Math.min(threads, coresPerExecutor));
  }

  private static Semaphore cores(int coresPerExecutor) {
    return CORES.computeIfAbsent(coresPerExecutor, total -> new Semaphore(total, true));
  }
}
