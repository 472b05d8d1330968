package io.sparkdeepfm.persist;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.SavedDigests;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** A saved model that each test damages in its own way before loading it. */
@Tag("spark")
abstract class DamagedModel {
  @TempDir static Path shared;

  @TempDir Path folder;
  private final boolean withDigests;
  private Path model;

  /** A model as releases before 0.2 saved it, of which the contents alone are checked. */
  DamagedModel() {
    this(false);
  }

  DamagedModel(boolean withDigests) {
    this.withDigests = withDigests;
  }

  final Path model() {
    return model;
  }

  @BeforeAll
  static void saveOneModel() throws IOException {
    ModelState state = ModelStates.filled(ModelStates.richConfig(), 1);
    Path saved = shared.resolve("saved");
    new TestModel("model_1", state).write().session(SharedSpark.get()).save(saved.toString());
    SavedFiles.deleteChecksums(saved);
  }

  @BeforeEach
  void copyIt() throws IOException {
    model = folder.resolve("copy");
    SavedFiles.copy(shared.resolve("saved"), model);
    if (!withDigests) {
      SavedDigests.remove(model);
    }
  }

  /** Expects one sentence that begins with the file and says why. */
  final void assertRefused(Path file, String why) {
    Exception error =
        assertThrows(IllegalArgumentException.class, () -> TestModel.read().load(model.toString()));
    String message = error.getMessage();
    assertTrue(message.startsWith("file:" + file), message);
    assertTrue(message.contains(why), message);
    assertTrue(message.endsWith("."), message);
    assertFalse(message.contains("\n"), message);
  }
}
