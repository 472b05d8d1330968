package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.cli.OutputDirectory.OutputPlace;
import io.sparkdeepfm.cli.OutputKind.Marker;
import io.sparkdeepfm.persist.FailingFileSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputDirectoryTest {
  @TempDir Path folder;

  private OutputDirectory reserve(Path path, boolean overwrite) {
    return reserve(path.toString(), overwrite);
  }

  private OutputDirectory reserve(String path, boolean overwrite) {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.failing.impl", FailingFileSystem.class, FileSystem.class);
    return OutputDirectory.reserve(
        OutputPlace.of("--output", path, overwrite, OutputKind.SCORES, hadoop));
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

  private void writeOld() throws IOException {
    try (OutputDirectory output = reserve(folder.resolve("m"), false)) {
      output.addText("old.txt", "old");
      output.commit();
    }
  }

  private String refused(Path path) {
    return assertThrows(IllegalArgumentException.class, () -> reserve(path, true)).getMessage();
  }

  @Test
  void overwritingReplacesTheWholeDirectory() throws IOException {
    writeOld();
    try (OutputDirectory output = reserve(folder.resolve("m"), true)) {
      output.addText("a.txt", "new");
      assertTrue(Files.exists(folder.resolve("m/old.txt")));
      output.commit();
    }
    assertEquals(List.of("m"), entries());
    assertFalse(Files.exists(folder.resolve("m/old.txt")));
    writeAgainOver(folder.resolve("m"));
  }

  private void writeAgainOver(Path path) throws IOException {
    try (OutputDirectory output = reserve(path, true)) {
      output.addText("again.txt", "again");
      output.commit();
    }
    assertEquals("again", Files.readString(path.resolve("again.txt")));
  }

  @Test
  void anEmptyDirectoryMayBeReplaced() throws IOException {
    writeAgainOver(Files.createDirectories(folder.resolve("m")));
  }

  @Test
  void whatAUserPutThereIsNotReplaced() throws IOException {
    Path theirs = Files.createDirectories(folder.resolve("theirs/deep"));
    Files.writeString(theirs.resolve("a.txt"), "a");
    assertEquals(
        "--output '"
            + folder.resolve("theirs")
            + "' is not replaced: it has '"
            + theirs.resolve("a.txt")
            + "', which score did not write; name another directory or move that away.",
        refused(folder.resolve("theirs")));
    Path file = Files.writeString(folder.resolve("file.csv"), "a");
    assertTrue(refused(file).contains("it has '" + file + "'"));
    assertEquals(List.of("file.csv", "theirs"), entries());
  }

  @Test
  void aFileAmongOursKeepsTheDirectory() throws IOException {
    writeOld();
    Path notes = Files.writeString(folder.resolve("m/notes.txt"), "mine");
    assertTrue(refused(folder.resolve("m")).contains("it has '" + notes + "'"));
    Files.delete(notes);
    Path nested = Files.createDirectories(folder.resolve("m/old.txt.d"));
    Files.writeString(nested.resolve("old.txt"), "mine");
    assertTrue(refused(folder.resolve("m")).contains("it has '" + nested.resolve("old.txt")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[1]", "{}", "{\"command\":\"score\"}", "{\"command\":7"})
  void aMarkerThatSaysNothingProtectsTheRest(String text) throws IOException {
    Path theirs = Files.createDirectories(folder.resolve("theirs"));
    Files.writeString(theirs.resolve("a.txt"), "a");
    Files.writeString(theirs.resolve(Marker.NAME), text);
    assertTrue(refused(theirs).contains(" is not replaced: it "));
  }

  @Test
  void anotherCommandsOutputIsNotReplaced() throws IOException {
    Path model = Files.createDirectories(folder.resolve("m"));
    Files.writeString(model.resolve(Marker.NAME), "{\"command\":\"train\",\"files\":[]}");
    assertEquals(
        "--output '"
            + model
            + "' is not replaced: it was written by train rather than score; name another"
            + " directory.",
        refused(model));
  }

  @Test
  void aLinkStaysALinkAndWhatItLeadsToIsReplaced() throws IOException {
    writeOld();
    Path link = Files.createSymbolicLink(folder.resolve("latest"), folder.resolve("m"));
    writeAgainOver(link);
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("again", Files.readString(folder.resolve("m/again.txt")));
    Path broken = Files.createSymbolicLink(folder.resolve("broken"), folder.resolve("nothing"));
    assertEquals(
        "--output '"
            + broken
            + "' is a link to something that is not there; name another directory.",
        refused(broken));
  }

  @Test
  void theRootOfAFileSystemIsNoOutput() {
    assertEquals(
        "--output '/' is the root of a file system; name a directory below it.",
        refused(Path.of("/")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rename \\S+/m to .*", "rename .*incomplete\\S+ to .*"})
  void aSwapThatFailsLosesNeitherOldNorNew(String operation) throws IOException {
    writeOld();
    String work;
    try (OutputDirectory output = reserve("failing:" + folder.resolve("m"), true)) {
      work = output.workPath();
      output.addText("new.txt", "new");
      FailingFileSystem.failWhen(name -> name.matches(operation));
      String message = assertThrows(UncheckedIOException.class, output::commit).getMessage();
      assertTrue(message.contains("What was made is in '" + output.workPath() + "'."), message);
    } finally {
      FailingFileSystem.failWhen(name -> false);
    }
    Path kept = Path.of(URI.create(work).getPath());
    assertEquals("new", Files.readString(kept.resolve("new.txt")));
    assertEquals("old", Files.readString(folder.resolve("m/old.txt")));
  }

  @Test
  void theOldThatCannotBeDeletedIsNoFailure() throws IOException {
    writeOld();
    try (OutputDirectory output = reserve("failing:" + folder.resolve("m"), true)) {
      output.addText("new.txt", "new");
      FailingFileSystem.failWhen(name -> name.startsWith("delete"));
      output.commit();
    } finally {
      FailingFileSystem.failWhen(name -> false);
    }
    assertEquals("new", Files.readString(folder.resolve("m/new.txt")));
  }

  @Test
  void whatAUserPutsThereMeanwhileStays() throws IOException {
    try (OutputDirectory output = reserve(folder.resolve("m"), true)) {
      output.addText("new.txt", "new");
      Files.createDirectories(folder.resolve("m"));
      Files.writeString(folder.resolve("m/a.txt"), "a");
      String message = assertThrows(IllegalArgumentException.class, output::commit).getMessage();
      assertTrue(message.contains("m/a.txt', which score did not write;"), message);
      assertTrue(message.endsWith("What was made is in '" + output.workPath() + "'."), message);
    }
    assertEquals("a", Files.readString(folder.resolve("m/a.txt")));
  }

  @Test
  void anExistingDirectoryIsNotTouched() throws IOException {
    Path there = Files.createDirectories(folder.resolve("m"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> reserve(there, false)).getMessage();
    assertEquals(
        "--output '" + there + "' exists already; name another directory or add --overwrite.",
        message);
    assertEquals(List.of("m"), entries());
  }

  @Test
  void aPlaceThatCannotBeWrittenIsNamedAtTheStart() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    String message =
        assertThrows(IllegalArgumentException.class, () -> reserve(file.resolve("m"), false))
            .getMessage();
    assertTrue(message.startsWith("--output '" + file.resolve("m") + "' cannot be written: "));
  }
}
