package io.sparkdeepfm.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Which executor ran a task when, and with how many cores, from the making of this object to {@link
 * #stop}.
 */
public final class RunningTasks {
  private final ConcurrentMap<String, List<Span>> spans = new ConcurrentHashMap<>();
  private final Set<Integer> profiles = ConcurrentHashMap.newKeySet();
  private final SparkContext context;
  private final SparkListener listener =
      new SparkListener() {
        @Override
        public void onTaskEnd(SparkListenerTaskEnd end) {
          long launch = end.taskInfo().launchTime();
          long runTime = end.taskMetrics().executorRunTime();
          spans
              .computeIfAbsent(end.taskInfo().executorId(), id -> new ArrayList<>())
              .add(new Span(launch, launch + runTime));
        }

        @Override
        public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
          profiles.add(submitted.stageInfo().resourceProfileId());
        }
      };

  public RunningTasks(SparkContext context) {
    this.context = context;
    context.addSparkListener(listener);
  }

  /** Milliseconds; ends a little early, for a task begins to run some time after its launch. */
  private record Span(long begin, long end) {}

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
    return profiles.stream()
        .map(id -> context.resourceProfileManager().resourceProfileFromId(id).getTaskCpus())
        .mapToInt(cores -> cores.isDefined() ? (Integer) cores.get() : 1)
        .max()
        .orElse(0);
  }

  /** The most tasks that any executor ran at once. */
  public int mostAtOnce() {
    int most = 0;
    for (List<Span> ofExecutor : spans.values()) {
      for (Span span : ofExecutor) {
        long running =
            ofExecutor.stream()
                .filter(other -> other.begin() <= span.begin() && span.begin() < other.end())
                .count();
        most = Math.max(most, (int) running);
      }
    }
    return most;
  }
}
