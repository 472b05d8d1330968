package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.ForkedJvm;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver whose process is killed costs nothing but time. */
@Tag("spark")
@Tag("cluster")
class KilledDriverTest {
  private static final int SECONDS = 600; // on a busy machine; more is a hang

  /** What depends on the clock, or is drawn anew for each file. */
  private static final String DRAWN =
      "(\"(timestamp|seconds|examplesPerSecond|computeShare|finished)\" ?: ?[^,}\\n]*)"
          + "|part-[0-9a-zA-Z.-]*|[0-9a-f]{64}|summary.json\":.\"bytes\":\\d+";

  @TempDir Path folder;

  private String place(String name) {
    return folder.resolve(name).toAbsolutePath().toString();
  }

  /**
   * A model's files by directory: their text without times, without names that Spark draws and
   * without digests of the other files; of Parquet files the size, because Parquet lists the
   * encodings of a column in an order that differs from process to process.
   */
  private static Map<String, List<String>> files(Path model) throws IOException {
    Map<String, List<String>> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(model)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (!name.startsWith(".")) {
          String place = model.relativize(file.getParent()) + "/" + name.replaceAll("-.*", "");
          contents.computeIfAbsent(place, key -> new ArrayList<>()).add(content(file));
        }
      }
    }
    contents.values().forEach(Collections::sort);
    return contents;
  }

  private static String content(Path file) throws IOException {
    return file.toString().endsWith(".parquet")
        ? Files.size(file) + " bytes"
        : Files.readString(file).replaceAll(DRAWN, "…");
  }

  @Test
  void aKilledDriverThatIsStartedAgainEndsWithTheSameFiles() throws Exception {
    ForkedJvm jvm = new ForkedJvm(folder);
    jvm.run(KilledDriver.class, SECONDS, place("quiet-checkpoints"), place("quiet"), "");
    jvm.killAt(
        KilledDriver.class,
        SECONDS,
        KilledDriver.IN_THE_MIDDLE,
        place("checkpoints"),
        place("killed"),
        "wait");
    assertTrue(Files.notExists(folder.resolve("killed")));
    jvm.run(KilledDriver.class, SECONDS, place("checkpoints"), place("killed"), "resume");
    assertEquals(files(folder.resolve("quiet")), files(folder.resolve("killed")));
    SharedSpark.get();
    assertTrue(
        TinyModels.same(
            DeepFMClassificationModel.load(place("quiet")),
            DeepFMClassificationModel.load(place("killed"))));
    assertEquals(2, kept("checkpoints").size());
  }

  private List<Path> kept(String directory) throws IOException {
    try (Stream<Path> children = Files.list(folder.resolve(directory))) {
      return children.toList();
    }
  }
}
