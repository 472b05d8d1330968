package io.sparkdeepfm.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints as files: which are kept, and what is made of damaged ones. */
class CheckpointDirectoryTest {
  private static final TrainingIdentity IDENTITY =
      new TrainingIdentity(Map.of("seed", "1"), "shape", 2, 1, List.of("ab", "cd"));

  @TempDir Path folder;
  private CheckpointDirectory directory;

  @BeforeEach
  void open() {
    directory =
        CheckpointDirectory.of(folder.resolve("checkpoints").toString(), new Configuration());
  }

  private void write(int value) throws IOException {
    try (CheckpointDirectory.Draft draft = directory.begin()) {
      draft.write("a.bin", out -> out.writeInts(new int[] {value, 2, 3}));
      draft.write("b.bin", out -> out.writeText("b"));
      draft.commit(IDENTITY);
    }
  }

  private static int first(Checkpoint checkpoint) {
    int[] values = new int[3];
    return checkpoint.read(
        "a.bin",
        in -> {
          in.readInts(values);
          return values[0];
        });
  }

  private List<String> names() throws IOException {
    try (Stream<Path> children = Files.list(folder.resolve("checkpoints"))) {
      return children.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  /** Overwrites a byte that is not in the header. */
  private void damage(String file) throws IOException {
    Path path = folder.resolve("checkpoints").resolve(file);
    try (RandomAccessFile bytes = new RandomAccessFile(path.toFile(), "rw")) {
      bytes.seek(13);
      int old = bytes.read();
      bytes.seek(13);
      bytes.write(old ^ 1);
    }
    Files.deleteIfExists(path.resolveSibling("." + path.getFileName() + ".crc")); // Hadoop's own
  }

  private void truncate(String file) throws IOException {
    Path path = folder.resolve("checkpoints").resolve(file);
    try (RandomAccessFile bytes = new RandomAccessFile(path.toFile(), "rw")) {
      bytes.setLength(bytes.length() - 1);
    }
    Files.deleteIfExists(path.resolveSibling("." + path.getFileName() + ".crc"));
  }

  @Test
  void aFileThatExecutorsWroteElsewhereIsMissed() throws IOException {
    write(1);
    try (CheckpointDirectory.Draft draft = directory.begin()) {
      draft.add(new SavedFile("worker-0.bin", 12, 34));
      IOException missed = assertThrows(IOException.class, () -> draft.commit(IDENTITY));
      assertTrue(
          missed.getMessage().endsWith("name a directory that driver and executors share"),
          missed.getMessage());
    }
    assertEquals(List.of("checkpoint-0000000001"), names());
  }

  @Test
  void theLastTwoAreKept() throws IOException {
    assertFalse(directory.isUsed());
    assertNull(directory.newest());
    for (int i = 1; i <= 4; i++) {
      write(i);
      assertEquals(i, first(directory.newest()));
    }
    assertTrue(directory.isUsed());
    assertEquals(List.of("checkpoint-0000000003", "checkpoint-0000000004"), names());
    assertEquals(IDENTITY, directory.newest().training());
  }

  @Test
  void oneThatIsNotCommittedIsNone() throws IOException {
    write(1);
    try (CheckpointDirectory.Draft draft = directory.begin()) {
      draft.write("a.bin", out -> out.writeInts(new int[] {2, 2, 3}));
    }
    assertEquals(1, first(directory.newest()));
    assertEquals(List.of("checkpoint-0000000001"), names());
  }

  @Test
  void whatADeadDriverLeftGoesWithTheNextOne() throws IOException {
    write(1);
    directory.begin(); // never closed
    assertEquals(2, names().size());
    assertEquals(1, first(directory.newest()));
    write(2);
    assertEquals(List.of("checkpoint-0000000001", "checkpoint-0000000002"), names());
  }

  @Test
  void aTruncatedOneIsPassedOverAndNotCounted() throws IOException {
    write(1);
    write(2);
    truncate("checkpoint-0000000002/a.bin");
    assertEquals(1, first(directory.newest()));
    write(3);
    assertEquals(3, first(directory.newest()));
    assertTrue(names().contains("checkpoint-0000000001"), () -> "whole one was deleted");
    write(4);
    assertEquals(List.of("checkpoint-0000000003", "checkpoint-0000000004"), names());
  }

  @Test
  void aTruncatedManifestIsNone() throws IOException {
    write(1);
    write(2);
    truncate("checkpoint-0000000002/manifest.json");
    Files.delete(folder.resolve("checkpoints/checkpoint-0000000001/b.bin"));
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, directory::newest);
    assertTrue(refusal.getMessage().startsWith("No checkpoint in "), refusal.getMessage());
  }

  @Test
  void aDamagedFileIsRefusedWithTheWayOut() throws IOException {
    write(1);
    write(2);
    damage("checkpoint-0000000002/a.bin");
    Checkpoint newest = directory.newest();
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> first(newest));
    assertTrue(refusal.getMessage().contains("CRC-32C"), refusal.getMessage());
    assertTrue(
        refusal
            .getMessage()
            .endsWith("delete that directory to go on from the checkpoint before it."),
        refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anotherReleasesFormatIsRefused(int version) throws IOException {
    write(1);
    Path manifest = folder.resolve("checkpoints/checkpoint-0000000001/manifest.json");
    String text = Files.readString(manifest);
    assertTrue(text.contains("formatVersion\" : 2"), text);
    Files.writeString(
        manifest, text.replace("formatVersion\" : 2", "formatVersion\" : " + version));
    Files.deleteIfExists(manifest.resolveSibling(".manifest.json.crc"));
    String message = assertThrows(IllegalArgumentException.class, directory::newest).getMessage();
    assertTrue(
        message.contains("has format version " + version + ", but this release reads 2"), message);
  }

  @Test
  void aFileInTheDirectorysPlaceIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> CheckpointDirectory.of(file.toString(), new Configuration()))
            .getMessage();
    assertEquals(
        "checkpointDir '" + file + "' is a file; name a directory for the checkpoints.", message);
  }

  @Test
  void numbersOfEveryKindComeBackBitForBit() throws IOException {
    float[] floats = new float[50_000]; // several stretches
    for (int i = 0; i < floats.length; i++) {
      floats[i] = Float.intBitsToFloat(i * 40_503);
    }
    double[] doubles = {Double.NaN, -0.0, Double.MIN_VALUE, Double.NEGATIVE_INFINITY};
    try (CheckpointDirectory.Draft draft = directory.begin()) {
      draft.write(
          "numbers.bin",
          out -> {
            out.writeFloats(floats);
            for (double value : doubles) {
              out.writeDouble(value);
            }
            out.writeBoolean(true);
            out.writeLong(Long.MIN_VALUE);
            out.writeText("naïve …");
          });
      draft.commit(IDENTITY);
    }
    float[] read = new float[floats.length];
    directory
        .newest()
        .read(
            "numbers.bin",
            in -> {
              in.readFloats(read);
              for (double value : doubles) {
                assertEquals(value, in.readDouble());
              }
              assertTrue(in.readBoolean());
              assertEquals(Long.MIN_VALUE, in.readLong());
              assertEquals("naïve …", in.readText());
              return null;
            });
    for (int i = 0; i < floats.length; i++) {
      assertEquals(Float.floatToRawIntBits(floats[i]), Float.floatToRawIntBits(read[i]));
    }
  }
}
