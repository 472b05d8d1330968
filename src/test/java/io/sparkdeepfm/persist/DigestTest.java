package io.sparkdeepfm.persist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model whose files are not those that were saved is refused, whatever they hold. */
class DigestTest extends DamagedModel {
  private Path metadata;
  private Path embeddings;
  private Path dense;

  DigestTest() {
    super(true);
  }

  @BeforeEach
  void nameTheFiles() throws IOException {
    metadata = model().resolve("metadata").resolve("part-00000");
    embeddings = SavedFiles.onlyParquetFile(model().resolve("embeddings"));
    dense = SavedFiles.onlyParquetFile(model().resolve("dense"));
  }

  private void replaceInMetadata(String part, String replacement) throws IOException {
    Files.writeString(metadata, Files.readString(metadata).replace(part, replacement));
  }

  @Test
  void aFlippedBitInATableIsRefused() throws IOException {
    byte[] bytes = Files.readAllBytes(embeddings);
    bytes[bytes.length / 3] ^= 4;
    Files.write(embeddings, bytes);
    assertRefused(embeddings, "is not the file that was saved (its SHA-256 differs)");
  }

  @Test
  void aShorterFileIsRefused() throws IOException {
    Files.write(dense, Arrays.copyOf(Files.readAllBytes(dense), 900));
    assertRefused(dense, "has 900 bytes, but");
  }

  @Test
  void tablesThatChangedPlacesAreRefused() throws IOException {
    Path other = Files.move(embeddings, model().resolve("kept"));
    Files.copy(dense, embeddings);
    Files.move(other, dense, StandardCopyOption.REPLACE_EXISTING);
    assertRefused(model(), "bytes, but");
  }

  @Test
  void rowsInAnotherOrderAreRefused() throws IOException {
    SavedFiles.rewrite(
        model().resolve("embeddings"), rows -> rows.orderBy(rows.col("firstOrderWeight").desc()));
    assertRefused(model().resolve("embeddings"), "is not among the files that");
  }

  @Test
  void aFileBesideTheSavedOnesIsRefused() throws IOException {
    Path copy = embeddings.resolveSibling("part-1.parquet");
    Files.copy(embeddings, copy);
    assertRefused(copy, "is not among the files that");
  }

  @Test
  void aMissingFileIsRefused() throws IOException {
    Files.delete(dense);
    assertRefused(dense, "is missing");
  }

  @Test
  void aChangedParamIsRefused() throws IOException {
    replaceInMetadata("\"cut\":0.5", "\"cut\":0.6");
    assertRefused(metadata, "is not as it was saved (its SHA-256 differs)");
  }

  @Test
  void aChangedDigestIsRefused() throws IOException {
    replaceInMetadata("\"sha256\":\"", "\"sha256\":\"0");
    assertRefused(metadata, "is not as it was saved (its SHA-256 differs)");
  }

  @Test
  void oneKeyOfTheDigestsWithoutTheOtherIsRefused() throws IOException {
    String json = Files.readString(metadata);
    Files.writeString(metadata, json.replaceFirst(",\"sha256\":\"\\w{64}\"}$", "}"));
    assertRefused(metadata, "has no 'sha256', which goes with 'files'");
    Files.writeString(metadata, json.replace("\"files\":", "\"filed\":"));
    assertRefused(metadata, "has no 'files', which goes with 'sha256'");
  }

  @Test
  void aSecondLineOfMetadataIsRefused() throws IOException {
    Files.writeString(metadata, "{}\n" + Files.readString(metadata));
    assertRefused(metadata, "has more than one line");
  }

  @Test
  void aFileThatNoMetadataCanBeIsRefused() throws IOException {
    Files.writeString(metadata, " ".repeat((TextFile.MAX_MIB << 20) + 1));
    assertRefused(metadata, "cannot be read (it is larger than 64 MiB)");
  }

  @Test
  void aNoteOfTheUsersBesideTheTablesIsNoDamage() throws IOException {
    Files.writeString(model().resolve("notes.txt"), "mine");
    ModelStates.assertSame(
        ModelStates.filled(ModelStates.richConfig(), 1),
        TestModel.read().load(model().toString()).state());
  }
}
