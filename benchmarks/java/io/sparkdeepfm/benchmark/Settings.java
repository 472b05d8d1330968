package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.math.Sgemm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What {@code benchmarks/run.sh} says to the JVM of a case, by system properties. */
final class Settings {
  private Settings() {}

  /** Threads to measure with: all cores. */
  static int threads() {
    return Runtime.getRuntime().availableProcessors();
  }

  /** Precisions that differ on this processor, as far as it may be used. */
  static List<Precision> precisions() {
    return Sgemm.multipliesBfloat16()
        ? List.of(Precision.FLOAT32, Precision.BFLOAT16)
        : List.of(Precision.FLOAT32);
  }

  /** The instructions that the run is limited to, as {@code avx2}; empty for all. */
  static String instructions() {
    return System.getProperty("benchmark.cpu", "");
  }

  /** The Python that can import torch, if there is one. */
  static Optional<Path> torchPython() {
    return Optional.ofNullable(System.getProperty("benchmark.python"))
        .filter(path -> !path.isEmpty())
        .map(Path::of);
  }

  /**
   * A folder of real data.
   *
   * @throws SkippedCase if it is not there
   */
  static Path data(String folder) {
    Path data = Path.of(System.getProperty("benchmark.data", "data")).resolve(folder);
    if (!Files.isDirectory(data)) {
      throw new SkippedCase(
          String.format(
              "The data in %s are not there; say --data DIR, a folder that holds %s.",
              data, folder));
    }
    return data;
  }

  /** A folder for what a case writes, below target. */
  static Path scratch() {
    return Path.of(System.getProperty("benchmark.target", "target/benchmarks"));
  }
}
