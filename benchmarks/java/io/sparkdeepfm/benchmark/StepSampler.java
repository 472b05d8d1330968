package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.benchmark.StepParts.Frame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Java Flight Recorder's samples of threads that train, in Java and in native code, by part. */
final class StepSampler {
  static final Duration PERIOD = Duration.ofMillis(10);
  private static final List<String> EVENTS =
      List.of("jdk.ExecutionSample", "jdk.NativeMethodSample");

  private StepSampler() {}

  /** Samples by part while the work runs. */
  static Map<String, Integer> sample(Path file, Runnable work) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (Recording recording = new Recording()) {
      EVENTS.forEach(event -> recording.enable(event).withPeriod(PERIOD));
      recording.start();
      work.run();
      recording.stop();
      recording.dump(file);
    }
    Map<String, Integer> samples = new TreeMap<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      if (EVENTS.contains(event.getEventType().getName()) && trains(event.getStackTrace())) {
        samples.merge(StepParts.of(frames(event.getStackTrace())), 1, Integer::sum);
      }
    }
    return samples;
  }

  /** Other threads, such as the recorder's, are nobody's cost. */
  private static boolean trains(RecordedStackTrace stack) {
    return stack != null
        && frames(stack).stream()
            .anyMatch(frame -> frame.className().startsWith("io.sparkdeepfm.engine.cpu."));
  }

  private static List<Frame> frames(RecordedStackTrace stack) {
    return stack.getFrames().stream()
        .map(frame -> frame.getMethod())
        .map(method -> new Frame(method.getType().getName(), method.getName()))
        .toList();
  }
}
