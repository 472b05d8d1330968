package io.sparkdeepfm.serving;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.testing.TinyServed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file for serving: what is read is what was written, or one sentence says why not. */
class ServingFileTest {
  private static final Map<String, Object> ROW =
      Map.of("age", 31, "ratio", 0.25, "site", "token7", "apps", "token1:0.5,token9", "hour", 9);

  @TempDir Path folder;

  private Path write(ServingModel model) throws IOException {
    return TinyServed.write(model, folder.resolve("model.serving"));
  }

  private static double expected(ServingModel model) {
    return Scorer.of(model).logit(ROW);
  }

  @Test
  void aFileScoresAsWhatWasWritten() throws IOException {
    ServingModel model = TinyServed.model();
    Scorer scorer = Scorer.load(write(model));
    assertEquals(expected(model), scorer.logit(ROW));
    assertEquals(List.of("age", "ratio", "site", "apps", "tags", "hour"), scorer.columns());
    assertEquals(Loss.LOG, scorer.loss());
  }

  @Test
  void tablesOfManyBlocksAreRead() throws IOException {
    ServingModel model = TinyServed.model(20_000, Loss.LOG);
    Path file = write(model);
    assertTrue(Files.size(file) > 10L * MappedFile.BLOCK);
    Scorer scorer = Scorer.load(file);
    Scorer inMemory = Scorer.of(model);
    for (int i = 0; i < 20_100; i += 37) {
      Map<String, Object> row = Map.of("site", "token" + i, "apps", "token" + (i + 1) + ":0.5");
      assertEquals(inMemory.logit(row), scorer.logit(row), "token " + i);
    }
  }

  @Test
  void aZipAndAStreamAreOpened() throws IOException {
    ServingModel model = TinyServed.model();
    Path file = write(model);
    Path zip = folder.resolve("model.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("model/model.serving"));
      Files.copy(file, out);
    }
    assertEquals(expected(model), Scorer.load(zip).logit(ROW));
    assertEquals(expected(model), Scorer.load(Files.newInputStream(file)).logit(ROW));
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("a"));
      out.putNextEntry(new ZipEntry("b"));
    }
    assertRefused(
        "Zip '"
            + zip
            + "' holds 2 files, but must hold the one file for serving that submit/export.sh wrote;"
            + " a zipped directory of Spark's must be exported first.",
        () -> Scorer.load(zip));
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Path file = folder.resolve("notes.txt");
    Files.writeString(file, "These are notes, not a model.");
    String sentence =
        "File '"
            + file
            + "' is no model for serving; write one with submit/export.sh or exportForServing.";
    assertRefused(sentence, () -> Scorer.load(file));
    Files.writeString(file, "");
    assertRefused(sentence, () -> Scorer.load(file));
    String missing =
        assertThrows(NoSuchFileException.class, () -> Scorer.load(folder.resolve("none")))
            .getMessage();
    assertTrue(missing.startsWith("There is no file '"), missing);
  }

  @Test
  void aDirectoryIsRefused() throws IOException {
    assertRefused(
        "'"
            + folder
            + "' is a directory, but a file for serving is wanted, as submit/export.sh writes it.",
        () -> Scorer.load(folder));
    Files.createDirectory(folder.resolve("metadata"));
    assertRefused(
        "'"
            + folder
            + "' is a directory that Spark saved, whose Parquet tables only Spark reads; write a"
            + " file for serving of it with submit/export.sh.",
        () -> Scorer.load(folder));
  }

  @Test
  void aCutOffFileIsRefusedAtAnyLength() throws IOException {
    Path file = write(TinyServed.model());
    byte[] whole = Files.readAllBytes(file);
    for (int length = 16; length < whole.length; length += 97) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertRefused(
          "File '"
              + file
              + "' is cut off: its "
              + length
              + " bytes do not end as a model for serving does; copy or export it again.",
          () -> Scorer.load(file));
    }
  }

  @Test
  void aNewerFileIsRefused() throws IOException {
    Path file = write(TinyServed.model());
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer.wrap(bytes).putInt(8, ServingFile.FORMAT_VERSION + 1);
    Files.write(file, bytes);
    assertRefused(
        "File '"
            + file
            + "' has format version 3, but this release reads versions up to 2; use a newer"
            + " release.",
        () -> Scorer.load(file));
  }

  @Test
  void noFlippedByteIsUsed() throws IOException {
    ServingModel model = TinyServed.model(3_000, Loss.LOG);
    Path file = write(model);
    byte[] bytes = Files.readAllBytes(file);
    int refused = 0;
    for (int place = 16; place < bytes.length; place += 1_009) {
      bytes[place] ^= 4;
      Files.write(file, bytes);
      bytes[place] ^= 4;
      try {
        assertEquals(expected(model), Scorer.load(file).logit(ROW), "byte " + place);
      } catch (IllegalArgumentException e) {
        assertTrue(
            e.getMessage().startsWith("File '" + file + "' is ")
                && e.getMessage().contains("export "),
            e::getMessage);
        refused++;
      }
    }
    assertTrue(refused > 50, "refused " + refused);
  }

  @Test
  void aServiceOutlivesADamagedBlock() throws IOException {
    ServingModel model = TinyServed.model(20_000, Loss.LOG);
    Path file = write(model);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Scorer scorer = Scorer.load(file);
    int refused = 0;
    for (int i = 0; i < 20_000; i += 50) {
      try {
        scorer.logit(Map.of("site", "token" + i));
      } catch (IllegalArgumentException e) {
        assertTrue(e.getMessage().contains("do not have the checksum"), e::getMessage);
        refused++;
      }
    }
    assertTrue(refused > 0 && refused < 400, "refused " + refused);
    assertEquals(Scorer.of(model).logit(Map.of()), scorer.logit(Map.of()));
  }
}
