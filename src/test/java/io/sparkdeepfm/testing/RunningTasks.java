package io.sparkdeepfm.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.Option;

/**
 * Which executor ran a task when, and with how many cores, from the making of this object to {@link
 * #stop}.
 */
public final class RunningTasks {
  private final ConcurrentMap<String, List<Span>> spans = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, Integer> profiles = new ConcurrentHashMap<>(); // by stage
  private final SparkContext context;
  private final SparkListener listener =
      new SparkListener() {
        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
          long launch = end.taskInfo().launchTime();
          // Spark 4 gives the time of a task's cores together.
          int times = context.version().startsWith("3.") ? 1 : coresPerTask(end.stageId());
          long runTime = end.taskMetrics().executorRunTime() / times;
          spans
              .computeIfAbsent(end.taskInfo().executorId(), id -> new ArrayList<>())
              .add(new Span(launch, launch + runTime, end.stageId()));
        }

        @Override
        public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
          profiles.put(submitted.stageInfo().stageId(), submitted.stageInfo().resourceProfileId());
        }
      };

  public RunningTasks(SparkContext context) {
    this.context = context;
    context.addSparkListener(listener);
  }

  /** Milliseconds; ends a little early, for a task begins to run some time after its launch. */
  private record Span(long begin, long end, int stage) {}

  /** Ends the observation, with all tasks that have ended by now. */
  public void stop() throws Exception {
    context.listenerBus().waitUntilEmpty();
    context.removeSparkListener(listener);
  }

  /** Number of executors that ran tasks. */
  public int executors() {
    return spans.size();
  }

  /** The most cores that the scheduler kept for one task. */
  public int mostCoresPerTask() {
    return profiles.keySet().stream().mapToInt(this::coresPerTask).max().orElse(0);
  }

  private int coresPerTask(int stage) {
    Option<Object> cores =
        context
            .resourceProfileManager()
            .resourceProfileFromId(profiles.getOrDefault(stage, 0))
            .getTaskCpus();
    return cores.isDefined() ? (Integer) cores.get() : 1;
  }

  /** The most tasks of those with most cores that any executor ran at once. */
  public int mostAtOnce() {
    int cores = mostCoresPerTask();
    int most = 0;
    for (List<Span> ofExecutor : spans.values()) {
      List<Span> tasks =
          ofExecutor.stream().filter(span -> coresPerTask(span.stage()) == cores).toList();
      for (Span span : tasks) {
        long running =
            tasks.stream()
                .filter(other -> other.begin() <= span.begin() && span.begin() < other.end())
                .count();
        most = Math.max(most, (int) running);
      }
    }
    return most;
  }
}
