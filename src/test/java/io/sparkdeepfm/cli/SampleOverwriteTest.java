package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.cli.OutputDirectory.OutputPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** generate-samples over a folder of samples, and over a user's folder of the same name. */
class SampleOverwriteTest {
  @TempDir Path folder;

  @BeforeEach
  void copyASample() throws IOException {
    Path samples = Path.of(System.getProperty("project.basedir"), "data-samples", "clicks");
    try (Stream<Path> files = Files.list(samples)) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(file.getFileName()));
      }
    }
  }

  private void requireFree() {
    String path = folder.toUri().toString();
    OutputPlace.of("--output", path, true, GenerateSamples.SAMPLE, new Configuration())
        .requireFree();
  }

  @Test
  void aSampleMayBeReplaced() {
    assertDoesNotThrow(this::requireFree);
  }

  @Test
  void aSampleWithAFileOfAUsersIsKept() throws IOException {
    Path mine = Files.writeString(folder.resolve("mine.csv"), "a");
    String message = assertThrows(IllegalArgumentException.class, this::requireFree).getMessage();
    assertEquals(
        "--output '"
            + folder.toUri()
            + "' is not replaced: it has '"
            + mine
            + "', which generate-samples did not write; name another directory or move that away.",
        message);
  }

  @Test
  void filesOfTheSameNamesAreNoSample() throws IOException {
    Files.writeString(folder.resolve("README.md"), "# My clicks\n");
    assertThrows(IllegalArgumentException.class, this::requireFree);
    Files.delete(folder.resolve("README.md"));
    assertThrows(IllegalArgumentException.class, this::requireFree);
  }
}
