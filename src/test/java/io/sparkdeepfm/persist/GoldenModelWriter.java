package io.sparkdeepfm.persist;

import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * Writes the golden model of the current format version, which later versions must be able to load.
 * Run its main once per format version, in the project's root; never again for a version that has
 * been released.
 */
final class GoldenModelWriter {
  private GoldenModelWriter() {}

  static Path directory(int formatVersion) {
    return directory("v" + formatVersion);
  }

  static Path directory(String name) {
    return Path.of("src", "test", "resources", "golden", name);
  }

  static TestModel model(int formatVersion) {
    DeepFMConfig config =
        switch (formatVersion) {
          case 1 -> ModelStates.richConfig();
          case 2, 3 -> ModelStates.neuralFmConfig();
          case 4 -> ModelStates.finalConfig();
          default -> ModelStates.poissonConfig();
        };
    TestModel.Summary summary =
        new TestModel.Summary(
            Double.NaN, Instant.parse("2026-11-28T12:00:00.5Z"), List.of(0.5, 0.25));
    TestModel model =
        new TestModel(
            "golden_" + formatVersion,
            ModelStates.filled(config, 0.5f),
            formatVersion < 3 ? null : summary);
    model.set(model.note(), "golden");
    return model;
  }

  public static void main(String[] arguments) throws IOException {
    Path directory = directory(ModelFiles.FORMAT_VERSION);
    model(ModelFiles.FORMAT_VERSION).write().session(SharedSpark.get()).save(directory.toString());
    SavedFiles.deleteChecksums(directory);
    for (String table : new String[] {"embeddings", "dense"}) {
      Files.delete(directory.resolve(table).resolve("_SUCCESS"));
    }
  }
}
