package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.math.Precision;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Where the time of a training step goes. */
class StepProfileCase implements BenchmarkCase {
  private static final int FEATURES = 1_000_000;
  private static final int EXAMPLES = 65_536;
  private static final int RECORDINGS = 3;
  private static final int EPOCHS = 4;

  @Override
  public String name() {
    return "step-profile";
  }

  @Override
  public CaseResult run() throws IOException {
    List<Measurement> measurements = new ArrayList<>(shares(recordings()));
    measurements.sort(Comparator.comparingDouble(Measurement::median).reversed());
    return new CaseResult(name(), title(), method(), measurements, List.of(), List.of());
  }

  String title() {
    return "Profile of a step";
  }

  /** What is trained, in the words of {@link #method}. */
  String examples() {
    return "Criteo's shape at 1,000,000 features";
  }

  /** On one thread. */
  OurTraining training(int examples) {
    return new OurTraining(FEATURES, examples, Precision.FLOAT32, 1);
  }

  private List<Map<String, Integer>> recordings() throws IOException {
    OurTraining training = training(EXAMPLES);
    training.epoch();
    training.epoch();
    List<Map<String, Integer>> recordings = new ArrayList<>();
    for (int i = 0; i < RECORDINGS; i++) {
      recordings.add(
          StepSampler.sample(
              Settings.scratch().resolve(name() + "-" + i + ".jfr"),
              () -> {
                for (int epoch = 0; epoch < EPOCHS; epoch++) {
                  training.epoch();
                }
              }));
    }
    return recordings;
  }

  /** Per part its share in each recording. */
  static List<Measurement> shares(List<Map<String, Integer>> recordings) {
    TreeSet<String> parts = new TreeSet<>();
    recordings.forEach(samples -> parts.addAll(samples.keySet()));
    return parts.stream()
        .map(
            part ->
                Measurement.of(
                    part,
                    "%",
                    recordings.stream().mapToDouble(samples -> share(samples, part)).toArray()))
        .toList();
  }

  private static double share(Map<String, Integer> samples, String part) {
    int all = samples.values().stream().mapToInt(Integer::intValue).sum();
    return 100.0 * samples.getOrDefault(part, 0) / all;
  }

  private String method() {
    return String.format(
        "Java Flight Recorder samples the training of %s every %d ms, in Java and"
            + " in native code, in %d recordings of %d epochs of %d examples; each sample counts for the part of"
            + " the step that its stack belongs to (`StepParts`). *Other* is what the table does not know. On"
            + " one thread, because the recorder takes only one thread in native code at a time, so the matrix"
            + " products would be counted too little on several. Samples whose stack it cannot walk, as inside a"
            + " copy, are lost, so Java's parts are a little larger than they seem.",
        examples(), StepSampler.PERIOD.toMillis(), RECORDINGS, EPOCHS, EXAMPLES);
  }
}
