package io.sparkdeepfm.benchmark;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** What Spark itself counts: bytes of task results and of broadcast blocks. */
final class ExchangeListener extends SparkListener {
  private final AtomicLong results = new AtomicLong();
  private final AtomicLong shuffled = new AtomicLong();
  private final ConcurrentMap<String, Long> broadcasts = new ConcurrentHashMap<>();

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    results.addAndGet(end.taskMetrics().resultSize());
    shuffled.addAndGet(end.taskMetrics().shuffleReadMetrics().totalBytesRead());
  }

  @Override
  public void onBlockUpdated(SparkListenerBlockUpdated update) {
    var block = update.blockUpdatedInfo();
    String id = block.blockId().name();
    if (id.startsWith("broadcast_") && id.contains("_piece")) {
      broadcasts.merge(id, block.memSize() + block.diskSize(), Math::max);
    }
  }

  void clear() {
    results.set(0);
    shuffled.set(0);
    broadcasts.clear();
  }

  /** Bytes of the results of all tasks, as serialized. */
  long resultBytes() {
    return results.get();
  }

  /** Bytes that all tasks have read of shuffles. */
  long shuffledBytes() {
    return shuffled.get();
  }

  /** Bytes of all broadcasts, as serialized and compressed, each once. */
  long broadcastBytes() {
    return broadcasts.values().stream().mapToLong(Long::longValue).sum();
  }
}
