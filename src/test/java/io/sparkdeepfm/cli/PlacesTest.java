package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.persist.FailingFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which inputs and outputs touch each other. */
class PlacesTest {
  @TempDir Path folder;

  @BeforeEach
  void makeInputs() throws IOException {
    Files.createDirectories(folder.resolve("data/day=1"));
    Files.writeString(folder.resolve("data/a.csv"), "a");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("data"));
    Files.createSymbolicLink(folder.resolve("file"), folder.resolve("data/a.csv"));
  }

  private static void check(Object input, Object output) {
    Configuration hadoop = new Configuration();
    hadoop.setClass("fs.failing.impl", FailingFileSystem.class, FileSystem.class);
    new Places().read("--input", input).written("--output", output).requireApart(hadoop);
  }

  private static String refused(Object input, Object output) {
    return assertThrows(IllegalArgumentException.class, () -> check(input, output)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "data/a.csv, data/a.csv, is the same place as",
    "data/a.csv, data, contains",
    "data/a.csv, ., contains",
    "data, data/new/scored, lies within",
    "data, data/, is the same place as",
    "data/../data/a.csv, data, contains",
    "link, data, is the same place as",
    "link/a.csv, data, contains",
    "file, data, contains",
    "data, link/scored, lies within",
    "data/*.csv, data, contains",
    "data/[ab].csv, data/a.csv, is the same place as",
    "l*/a.csv, data, contains",
    "data/day=*, data/day=1/x, lies within",
    "absent/a.csv, absent, contains",
  })
  void placesThatTouchAreRefused(String input, String output, String relation) {
    Path in = folder.resolve(input);
    Path out = folder.resolve(output);
    assertEquals(
        String.format(
            "--output '%s' %s --input '%s'; name a path for --output that is apart from it.",
            out, relation, in),
        refused(in, out));
  }

  @ParameterizedTest
  @CsvSource({
    "data/a.csv, data/b.csv",
    "data/a.csv, data/a.csv.scored",
    "data, data2",
    "link/day=1, data/day=10",
    "absent/a, absent/b",
  })
  void placesThatDoNotTouchAreFine(String input, String output) {
    assertDoesNotThrow(() -> check(folder.resolve(input), folder.resolve(output)));
  }

  @Test
  void anAddressAndAPathOfOneFileSystemMeet() {
    assertTrue(
        refused("file:" + folder.resolve("data/a.csv"), folder.resolve("link")).length() > 0);
    assertTrue(refused("failing:/x/data/a.csv", "failing:///x/data").contains("contains"));
    assertDoesNotThrow(() -> check("failing:/x/data/a.csv", "file:/x/data"));
  }

  @Test
  void outputsAreApartFromEachOtherToo() {
    Places places =
        new Places()
            .written("--log-file", folder.resolve("m/train.log"))
            .read("--fields", null)
            .written("--model", folder.resolve("m"));
    String message =
        assertThrows(IllegalArgumentException.class, () -> places.requireApart(new Configuration()))
            .getMessage();
    assertTrue(message.contains(" contains --log-file '"), message);
  }

  @Test
  void whatIsNoPathIsNamed() {
    assertEquals("--output '' is not a path; name a file or directory.", refused("x", ""));
    assertEquals(
        "--input 'nosuch://x' cannot be reached: UnsupportedFileSystemException: No FileSystem for"
            + " scheme \"nosuch\".",
        refused("nosuch://x", "y"));
  }
}
