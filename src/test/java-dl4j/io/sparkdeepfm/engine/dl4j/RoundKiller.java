package io.sparkdeepfm.engine.dl4j;

import java.util.List;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Ends an executor, as a machine that fails does, when a task of an averaging round has begun. */
final class RoundKiller extends SparkListener {
  private final int roundsBefore;
  private int rounds;
  private int stage = -1;
  private int killed;

  /**
   * @param roundsBefore rounds that end in peace
   */
  RoundKiller(int roundsBefore) {
    this.roundsBefore = roundsBefore;
  }

  /** Executors ended. */
  int killed() {
    return killed;
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    if (submitted.stageInfo().name().startsWith("treeAggregate")) {
      rounds++;
      stage = submitted.stageInfo().stageId();
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    if (start.stageId() == stage && rounds > roundsBefore && killed == 0) {
      List<ProcessHandle> running = ProcessHandle.current().children().toList();
      running.stream().limit(1).forEach(ProcessHandle::destroyForcibly);
      killed = Math.min(1, running.size());
    }
  }
}
