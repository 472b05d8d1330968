package io.sparkdeepfm.benchmark;

import io.sparkdeepfm.serving.RowFormat;
import io.sparkdeepfm.serving.Scorer;
import io.sparkdeepfm.serving.ServingFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How long a JVM with a small heap takes from opening a large model to its first score. */
final class ServingStart {
  private static final int TOKENS = 10_000_000;

  private ServingStart() {}

  /** Milliseconds, in a JVM of 64 MB. */
  static double milliseconds() throws IOException, InterruptedException {
    Path file = Settings.scratch().resolve("large.serving");
    if (!Files.exists(file)) {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
        ServingFile.write(
            ServedShapes.tokens(2, TOKENS, 16, List.of(400, 400, 400)), RowFormat.FLOAT32, out);
      }
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ServingStart.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("A JVM of 64 MB could not score from '" + file + "'.");
    }
    return Double.parseDouble(out.trim());
  }

  public static void main(String[] args) throws IOException {
    long start = System.nanoTime();
    Scorer scorer = Scorer.load(Path.of(args[0]));
    scorer.logit(Map.of("C0", "value9999999", "C1", "value5"));
    System.out.println((System.nanoTime() - start) / 1e6);
  }
}
