package io.sparkdeepfm.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What trainings come to when executors, tasks, disks and drivers fail. */
final class FaultsCase implements BenchmarkCase {
  private static final int FAULTS = Integer.getInteger("benchmark.faults", 100);
  private static final int STOPPED_SECONDS = Integer.getInteger("benchmark.stoppedSeconds", 5);
  private static final int FAULTS_PER_TRAINING = 10;
  private static final int SHARE_WITHOUT_CHECKPOINTS = 5; // every fifth training
  private static final int HANG_SECONDS = 900;
  private static final long SEED = 42; // of the trainings

  private final Random random = new Random(5);
  private final Map<String, Integer> kinds = new TreeMap<>();
  private int faults;
  private int trainings;
  private int hangs;
  private int failures;
  private int wrong;
  private int truncated;
  private final List<Double> changes = new ArrayList<>(); // of AUC, without checkpoints
  private double otherSeed; // the change of AUC that another seed makes

  @Override
  public String name() {
    return "faults";
  }

  @Override
  public String heap() {
    return "256m";
  }

  @Override
  public CaseResult run() throws Exception {
    ChildJvm.Ending quiet = train(folder("quiet"), 0, 0, true, false, SEED);
    ChildJvm.Ending other = train(folder("other-seed"), 0, 0, false, false, SEED + 1);
    if (quiet.exit() != 0 || other.exit() != 0) {
      throw new IllegalStateException("An undisturbed training failed.");
    }
    otherSeed = change(other, quiet);
    while (faults < FAULTS && hangs == 0) {
      trainings++;
      boolean checkpoints = trainings % SHARE_WITHOUT_CHECKPOINTS != 0;
      judge(disturbed(folder("training-" + trainings), checkpoints), quiet, checkpoints);
      System.out.printf(
          Locale.ROOT,
          "%d faults in %d trainings: %d hang, %d failed, %d wrong, AUC within %.5f%n",
          faults,
          trainings,
          hangs,
          failures,
          wrong,
          largestChange());
    }
    return new CaseResult(name(), "Faults", method(), measurements(), comparisons(), List.of());
  }

  /** A training until it ends, whatever becomes of its drivers. */
  private ChildJvm.Ending disturbed(Path folder, boolean checkpoints) throws Exception {
    int left = Math.min(FAULTS_PER_TRAINING, FAULTS - faults);
    boolean resume = false;
    while (true) {
      ChildJvm.Ending ending = train(folder, left, random.nextLong(), checkpoints, resume, SEED);
      for (ChildJvm.Result result : ending.results()) {
        if (result.name().equals("fault")) {
          kinds.merge(result.value(), 1, Integer::sum);
          faults++;
          left--;
        }
      }
      if (ending.exit() != FaultInjector.DRIVER_KILLED) {
        return ending;
      }
      Files.deleteIfExists(folder.resolve("disk-is-full"));
      resume = true;
      if (random.nextBoolean()) {
        truncate(folder.resolve("checkpoints"));
      }
    }
  }

  private void judge(ChildJvm.Ending ending, ChildJvm.Ending quiet, boolean checkpoints) {
    if (ending.exit() == -1) {
      hangs++;
    } else if (ending.exit() != 0) {
      failures++;
    } else if (!checkpoints) {
      changes.add(change(ending, quiet));
    } else if (!ending.last("checksum").equals(quiet.last("checksum"))) {
      wrong++;
    }
  }

  private static double change(ChildJvm.Ending ending, ChildJvm.Ending quiet) {
    return Double.parseDouble(ending.last("auc")) - Double.parseDouble(quiet.last("auc"));
  }

  private double largestChange() {
    return changes.stream().mapToDouble(Math::abs).max().orElse(0);
  }

  private static ChildJvm.Ending train(
      Path folder, int faults, long seed, boolean checkpoints, boolean resume, long ofTraining)
      throws Exception {
    return ChildJvm.run(
        FaultyTraining.class,
        "768m",
        HANG_SECONDS,
        folder.toString(),
        String.valueOf(faults),
        String.valueOf(seed),
        String.valueOf(STOPPED_SECONDS),
        String.valueOf(checkpoints),
        String.valueOf(resume),
        String.valueOf(ofTraining));
  }

  private static Path folder(String name) throws IOException {
    Path folder = Settings.scratch().resolve("faults").resolve(name).toAbsolutePath();
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(FaultsCase::delete);
      }
    }
    return Files.createDirectories(folder);
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cuts the largest file of the newest checkpoint off, if there is another checkpoint. */
  private void truncate(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return;
    }
    List<Path> found;
    try (Stream<Path> directories = Files.list(checkpoints)) {
      found =
          directories
              .filter(path -> path.getFileName().toString().startsWith("checkpoint-"))
              .sorted()
              .toList();
    }
    if (found.size() < 2) {
      return;
    }
    try (Stream<Path> files = Files.list(found.get(found.size() - 1))) {
      Path largest =
          files.max(Comparator.comparingLong(file -> file.toFile().length())).orElseThrow();
      try (FileChannel channel = FileChannel.open(largest, StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() / 2);
      }
    }
    truncated++;
    faults++;
  }

  private List<Measurement> measurements() {
    List<Measurement> measurements = new ArrayList<>();
    measurements.add(Measurement.of("trainings", "", trainings));
    measurements.add(Measurement.of("faults", "", faults));
    kinds.forEach(
        (kind, count) ->
            measurements.add(
                Measurement.of(kind.toLowerCase(Locale.ROOT).replace('_', ' '), "", count)));
    measurements.add(Measurement.of("checkpoint truncated", "", truncated));
    if (!changes.isEmpty()) {
      double[] all = changes.stream().mapToDouble(Double::doubleValue).toArray();
      measurements.add(Measurement.of("change of AUC without checkpoints", "", all));
    }
    measurements.add(Measurement.of("change of AUC by another seed", "", otherSeed));
    return measurements;
  }

  private List<Comparison> comparisons() {
    return List.of(
        Comparison.atLeast("faults injected", faults, "", FAULTS),
        Comparison.atMost("trainings that hang", hangs, "", 0),
        Comparison.atMost("trainings that fail", failures, "", 0),
        Comparison.atMost(
            "models with checkpoints that are not those without faults", wrong, "", 0),
        Comparison.atMost("largest difference of AUC", largestChange(), "", 0.002));
  }

  private static String method() {
    return String.format(
        Locale.ROOT,
        "Trainings of two epochs on three executors, which are processes of their own, with averaging"
            + " every eight steps. Before, in or after a stage that a seed draws, an executor or all are killed, a"
            + " task is killed, an executor is stopped for %d s, the disk of the checkpoints is full, or the"
            + " driver is killed, whose newest checkpoint is then sometimes cut off. Four in five trainings write"
            + " a checkpoint every second round and must end with the bits of the undisturbed one; the others"
            + " have none, only lose single workers, and must come within 0.002 of its AUC on 120,000 test rows."
            + " A training that takes longer than %d s counts as hanging.",
        STOPPED_SECONDS,
        HANG_SECONDS);
  }
}
