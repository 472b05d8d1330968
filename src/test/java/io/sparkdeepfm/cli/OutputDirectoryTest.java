package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputDirectoryTest {
  @TempDir Path folder;

  private OutputDirectory reserve(Path path, boolean overwrite) {
    return OutputDirectory.reserve("--model", path.toString(), overwrite, new Configuration());
  }

  private List<String> entries() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatWasCommittedIsThereAndNothingElse() throws IOException {
    try (OutputDirectory output = reserve(folder.resolve("m"), false)) {
      output.addText("a.txt", "new");
      output.commit();
    }
    assertEquals(List.of("m"), entries());
    assertEquals("new", Files.readString(folder.resolve("m/a.txt")));
  }

  @Test
  void withoutACommitNothingIsLeft() throws IOException {
    try (OutputDirectory output = reserve(folder.resolve("m"), false)) {
      output.addText("a.txt", "half");
    }
    assertEquals(List.of(), entries());
  }

  @Test
  void overwritingReplacesTheWholeDirectory() throws IOException {
    Files.createDirectories(folder.resolve("m"));
    Files.writeString(folder.resolve("m/old.txt"), "old");
    try (OutputDirectory output = reserve(folder.resolve("m"), true)) {
      output.addText("a.txt", "new");
      assertTrue(Files.exists(folder.resolve("m/old.txt")));
      output.commit();
    }
    assertEquals(List.of("m"), entries());
    assertFalse(Files.exists(folder.resolve("m/old.txt")));
  }

  @Test
  void anExistingDirectoryIsNotTouched() throws IOException {
    Path there = Files.createDirectories(folder.resolve("m"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> reserve(there, false)).getMessage();
    assertEquals(
        "--model '" + there + "' exists already; name another directory or add --overwrite.",
        message);
    assertEquals(List.of("m"), entries());
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamedAtTheStart() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    String message =
        assertThrows(IllegalArgumentException.class, () -> reserve(file.resolve("m"), false))
            .getMessage();
    assertTrue(message.startsWith("--model '" + file.resolve("m") + "' cannot be written: "));
  }
}
