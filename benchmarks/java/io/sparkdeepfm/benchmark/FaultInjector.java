package io.sparkdeepfm.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Does harm to executors, tasks, disk and driver before, in and after stages that a seed draws. */
final class FaultInjector extends SparkListener {
  /** What the driver ends with when it is the victim. */
  static final int DRIVER_KILLED = 9;

  private static final int FEWEST_STAGES = 6; // between two faults
  private static final int MORE_STAGES = 14;

  /** What is done. */
  enum Kind {
    EXECUTOR,
    ALL_EXECUTORS,
    TASK,
    STOPPED,
    DISK_FULL,
    DRIVER
  }

  /** At what point of a stage. */
  enum Moment {
    BEFORE,
    IN,
    AFTER
  }

  private final SparkContext context;
  private final Path fullDisk;
  private final int stoppedSeconds;
  private final List<Kind> kinds;
  private final Random random;
  private int left;
  private int stagesToGo;
  private Kind kind;
  private Moment moment;

  /**
   * @param fullDisk the file that says that the disk is full
   * @param kinds to draw from
   * @param faults to inject
   */
  FaultInjector(
      SparkContext context,
      Path fullDisk,
      int stoppedSeconds,
      List<Kind> kinds,
      int faults,
      long seed) {
    this.context = context;
    this.fullDisk = fullDisk;
    this.stoppedSeconds = stoppedSeconds;
    this.kinds = kinds;
    random = new Random(seed);
    left = faults;
    draw();
  }

  private void draw() {
    stagesToGo = FEWEST_STAGES + random.nextInt(MORE_STAGES);
    kind = kinds.get(random.nextInt(kinds.size()));
    moment = kind == Kind.TASK ? Moment.IN : Moment.values()[random.nextInt(3)];
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted stage) {
    stagesToGo--;
    if (isDue(Moment.BEFORE)) {
      inject(-1);
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart task) {
    if (isDue(Moment.IN)) {
      inject(task.taskInfo().taskId());
    }
  }

  @Override
  public synchronized void onStageCompleted(SparkListenerStageCompleted stage) {
    if (isDue(Moment.AFTER)) {
      inject(-1);
    }
  }

  private boolean isDue(Moment now) {
    return left > 0 && stagesToGo <= 0 && moment == now;
  }

  private void inject(long task) {
    List<ProcessHandle> executors =
        ProcessHandle.current()
            .children()
            .filter(process -> process.info().command().orElse("").endsWith("java"))
            .toList();
    if (executors.isEmpty()) {
      return; // all are still being started again; the next stage will do
    }
    left--;
    ChildJvm.report("fault", kind + " " + moment);
    try {
      Files.deleteIfExists(fullDisk);
      ProcessHandle victim = executors.get(random.nextInt(executors.size()));
      switch (kind) {
        case EXECUTOR -> victim.destroyForcibly();
        case ALL_EXECUTORS -> executors.forEach(ProcessHandle::destroyForcibly);
        case TASK -> context.killTaskAttempt(task, false, "a fault that was injected");
        case STOPPED -> stop(victim.pid());
        case DISK_FULL -> Files.createFile(fullDisk);
        case DRIVER -> {
          executors.forEach(ProcessHandle::destroyForcibly);
          Runtime.getRuntime().halt(DRIVER_KILLED);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    draw();
  }

  private void stop(long pid) throws IOException {
    String command =
        String.format("kill -STOP %d; sleep %d; kill -CONT %d", pid, stoppedSeconds, pid);
    new ProcessBuilder("sh", "-c", command).inheritIO().start();
  }
}
