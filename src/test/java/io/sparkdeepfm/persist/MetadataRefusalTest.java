package io.sparkdeepfm.persist;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What can be wrong with a model's metadata, and the sentence that says so. */
class MetadataRefusalTest extends DamagedModel {
  private Path metadata() {
    return model().resolve("metadata").resolve("part-00000");
  }

  private void replaceInMetadata(String part, String replacement) throws IOException {
    String json = Files.readString(metadata());
    assertTrue(json.contains(part), json);
    Files.writeString(metadata(), json.replace(part, replacement));
  }

  @Test
  void pathWithNothingIsNoModel() throws IOException {
    SavedFiles.delete(model());
    assertRefused(model(), "is not a saved model or stage, for it has no metadata/");
  }

  @Test
  void directoryWithoutMetadataIsNoModel() throws IOException {
    SavedFiles.delete(model().resolve("metadata"));
    assertRefused(model(), "is not a saved model or stage, for it has no metadata/");
  }

  @Test
  void emptyMetadataDirectoryIsRefused() throws IOException {
    Files.delete(metadata());
    assertRefused(model().resolve("metadata"), "has no file part-00000");
  }

  @Test
  void emptyMetadataFileIsRefused() throws IOException {
    Files.writeString(metadata(), "\n");
    assertRefused(metadata(), "is empty");
  }

  @Test
  void truncatedMetadataIsRefused() throws IOException {
    String json = Files.readString(metadata());
    Files.writeString(metadata(), json.substring(0, json.length() / 2));
    assertRefused(metadata(), "cannot be read (Unexpected end-of-input");
  }

  @Test
  void otherClassIsRefused() throws IOException {
    replaceInMetadata(TestModel.class.getName(), "org.example.Other");
    assertRefused(
        metadata(), "is of class org.example.Other, but " + TestModel.class.getName() + " was");
  }

  @Test
  void newerFormatVersionIsRefused() throws IOException {
    replaceInMetadata("\"formatVersion\":5", "\"formatVersion\":6");
    assertRefused(
        metadata(),
        "has formatVersion 6, but this library reads versions up to 5; load the model with a newer");
  }

  @Test
  void missingFormatVersionIsRefused() throws IOException {
    replaceInMetadata("\"formatVersion\":5,", "");
    assertRefused(
        metadata(), "is not the metadata of a model (Missing creator property 'formatVersion');");
  }

  @Test
  void formatVersionZeroIsRefused() throws IOException {
    replaceInMetadata("\"formatVersion\":5", "\"formatVersion\":0");
    assertRefused(metadata(), "has formatVersion 0, but versions begin at 1");
  }

  @Test
  void missingKeyIsRefused() throws IOException {
    replaceInMetadata("\"embeddingDim\":2,", "");
    assertRefused(
        metadata(), "is not the metadata of a model (Missing creator property 'embeddingDim');");
  }

  @Test
  void aVersionTwoWithoutItsOwnKeysIsRefused() throws IOException {
    replaceInMetadata(",\"deepInput\":\"fields\"", "");
    assertRefused(
        metadata(), "is not the metadata of a model (Missing creator property 'deepInput');");
  }

  @Test
  void aVersionOneIsReadAsItMeantIt() throws IOException {
    replaceInMetadata("\"formatVersion\":5", "\"formatVersion\":1");
    replaceInMetadata(
        ",\"firstOrder\":true,\"secondOrder\":true,\"deepInput\":\"fields\""
            + ",\"embeddingDropoutRate\":0.0,\"deep\":\"mlp\",\"loss\":\"log\"",
        "");
    ModelStates.assertSame(
        ModelStates.filled(ModelStates.richConfig(), 1),
        TestModel.read().load(model().toString()).state());
  }

  @Test
  void aVersionThreeHasAnMlp() throws IOException {
    replaceInMetadata("\"formatVersion\":5", "\"formatVersion\":3");
    replaceInMetadata(",\"deep\":\"mlp\",\"loss\":\"log\"", "");
    ModelStates.assertSame(
        ModelStates.filled(ModelStates.richConfig(), 1),
        TestModel.read().load(model().toString()).state());
  }

  @Test
  void aVersionFourWithoutItsOwnKeyIsRefused() throws IOException {
    replaceInMetadata(",\"deep\":\"mlp\"", "");
    assertRefused(metadata(), "is not the metadata of a model (Missing creator property 'deep');");
  }

  @Test
  void aVersionFourIsAClassifiers() throws IOException {
    replaceInMetadata("\"formatVersion\":5", "\"formatVersion\":4");
    replaceInMetadata(",\"loss\":\"log\"", "");
    ModelStates.assertSame(
        ModelStates.filled(ModelStates.richConfig(), 1),
        TestModel.read().load(model().toString()).state());
  }

  @Test
  void aVersionFiveWithoutItsOwnKeyIsRefused() throws IOException {
    replaceInMetadata(",\"loss\":\"log\"", "");
    assertRefused(metadata(), "is not the metadata of a model (Missing creator property 'loss');");
  }

  @Test
  void aVersionOneWithoutAConfigIsRefused() throws IOException {
    replaceInMetadata("\"formatVersion\":5,\"config\":", "\"formatVersion\":1,\"configs\":");
    assertRefused(
        metadata(), "is not the metadata of a model (Missing creator property 'config');");
  }

  @Test
  void fractionWhereAWholeNumberBelongsIsRefused() throws IOException {
    replaceInMetadata("\"embeddingDim\":2,", "\"embeddingDim\":2.5,");
    assertRefused(
        metadata(),
        "is not the metadata of a model (Cannot coerce Floating-point value (2.5) to `int`");
  }

  @Test
  void unknownActivationIsRefused() throws IOException {
    replaceInMetadata("\"tanh\"", "\"gelu\"");
    assertRefused(metadata(), "activation is 'gelu', but must be one of relu, tanh, sigmoid");
  }

  @Test
  void tablesThatContradictTheFieldsAreRefused() throws IOException {
    replaceInMetadata(
        "{\"vocabulary\":\"city\",\"rows\":3}", "{\"vocabulary\":\"city\",\"rows\":4}");
    assertRefused(
        metadata(),
        "tables[2] is Table[vocabulary=city, rows=4],"
            + " but its config needs Table[vocabulary=city, rows=3]");
  }

  @Test
  void segmentsThatContradictTheLayersAreRefused() throws IOException {
    replaceInMetadata("\"hiddenUnits\":[4,3]", "\"hiddenUnits\":[4,2]");
    assertRefused(metadata(), "dense[7] is Segment[name=mlp.1.weight, rows=4, columns=3]");
  }

  @Test
  void aModelThatNoHeapHoldsIsRefusedBeforeItIsRead() throws IOException {
    replaceInMetadata("\"size\":3", "\"size\":500000000");
    replaceInMetadata(
        "\"vocabulary\":\"city\",\"rows\":3", "\"vocabulary\":\"city\",\"rows\":500000000");
    assertRefused(metadata(), "describes a model of 5722 MiB, but the driver's heap has ");
  }

  @Test
  void aModelLargerThanItsTablesIsRefusedBeforeRoomIsMadeForIt() throws IOException {
    replaceInMetadata("\"size\":3", "\"size\":50000000");
    replaceInMetadata(
        "\"vocabulary\":\"city\",\"rows\":3", "\"vocabulary\":\"city\",\"rows\":50000000");
    assertRefused(
        model().resolve("embeddings"), "has 9 rows, but the metadata gives 50000006; copy");
  }

  @Test
  void savedParamThatTheClassLacksIsRefused() throws IOException {
    replaceInMetadata("\"cut\":0.5", "\"cutoff\":0.5");
    assertRefused(metadata(), "has a Param that " + TestModel.class.getName() + " cannot take");
  }

  @Test
  void savedParamOutOfItsRangeIsRefused() throws IOException {
    replaceInMetadata("\"paramMap\":{", "\"paramMap\":{\"cut\":7.0");
    assertRefused(metadata(), "has a Param that " + TestModel.class.getName() + " cannot take");
  }
}
