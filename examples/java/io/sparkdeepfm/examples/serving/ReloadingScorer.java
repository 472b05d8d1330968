package io.sparkdeepfm.examples.serving;

import io.sparkdeepfm.serving.Scorer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * The scorer of a file, and of the one that takes its place: looked for each second, opened beside
 * the old one, then put in its place at once. A file that cannot be opened leaves the old one
 * there.
 */
final class ReloadingScorer implements AutoCloseable {
  private final Path file;
  private final RequestMetrics metrics;
  private final Thread watcher = new Thread(this::watch, "model watcher");
  private volatile Scorer current;
  private List<Object> seen;

  ReloadingScorer(Path file, RequestMetrics metrics) throws IOException {
    this.file = file;
    this.metrics = metrics;
    seen = identity();
    current = Scorer.load(file);
    watcher.setDaemon(true);
    watcher.start();
  }

  Scorer current() {
    return current;
  }

  /** What a replaced file has another of. */
  private List<Object> identity() throws IOException {
    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
    return List.of(found.lastModifiedTime(), found.size(), String.valueOf(found.fileKey()));
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(1_000);
        look();
      }
    } catch (InterruptedException e) {
      return; // closed
    }
  }

  private void look() {
    try {
      List<Object> now = identity();
      if (!now.equals(seen)) {
        load(now);
      }
    } catch (IOException | RuntimeException | InternalError | OutOfMemoryError e) {
      // Errors of a file that is cut off while it is read, or too large: the next look may find
      // better.
      System.err.println("The model stays as it was: " + e.getMessage());
    }
  }

  private void load(List<Object> found) throws IOException {
    try {
      current = Scorer.load(file);
      metrics.reloaded();
    } catch (IllegalArgumentException e) {
      System.err.println("The model stays as it was: " + e.getMessage());
    }
    seen = found; // a file that was refused is refused once
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
