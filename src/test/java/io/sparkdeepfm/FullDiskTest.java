package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.FullDisk;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that runs full leaves what was whole before, and nothing that looks whole and is not. */
@Tag("spark")
class FullDiskTest {
  private static Dataset<Row> clicks;
  private static DeepFMClassificationModel model;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    FullDisk.register();
    ClickGenerator generator = ClickGenerator.linear(5);
    clicks = ClickRows.of(SharedSpark.get(), generator.schema(), generator.next(1000));
    model = classifier().fit(clicks);
  }

  @AfterEach
  void makeRoom() {
    FullDisk.setNoLimit();
  }

  private static DeepFMClassifier classifier() {
    return TinyModels.classifier()
        .setNumWorkers(2)
        .setNumEpochs(4)
        .setAveragingFrequency(2)
        .setL2(0.01);
  }

  private List<String> namesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** With room for 0, 40, 80 % of a model, and for all but one byte. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.4, 0.8, 1})
  void aSaveThatFindsNoRoomLeavesTheOldModel(double share) throws IOException {
    String path = "full:" + folder.resolve("model");
    classifier().setSeed(9).fit(clicks).write().save(path);
    DeepFMClassificationModel old = DeepFMClassificationModel.load(path);
    FullDisk.setNoLimit();
    model.write().save("full:" + folder.resolve("measured"));
    long bytes = FullDisk.setNoLimit();

    FullDisk.setRoom((long) (share * bytes) - (share == 1 ? 1 : 0));
    String message =
        assertThrows(UncheckedIOException.class, () -> model.write().overwrite().save(path))
            .getMessage();
    assertTrue(message.startsWith(path + " was not saved ("), message);
    assertTrue(message.contains("No space left on device"), message);
    String first = "full:" + folder.resolve("first");
    FullDisk.setRoom(bytes / 2);
    assertThrows(UncheckedIOException.class, () -> model.write().save(first));
    FullDisk.setNoLimit();
    assertTrue(TinyModels.same(old, DeepFMClassificationModel.load(path)));
    assertFalse(Files.exists(folder.resolve("first")));
    assertEquals(List.of("measured", "model"), namesIn(folder));
  }

  /** Room for the first checkpoint and a part of another. */
  @Test
  void aTrainingWhoseCheckpointsFindNoRoomGoesOnAndTheLastWholeOneStays() throws IOException {
    Path directory = folder.resolve("checkpoints");
    DeepFMClassifier classifier =
        classifier().setCheckpointDir("full:" + directory).setCheckpointUnit("rounds");
    FullDisk.setNoLimit();
    classifier.fit(clicks);
    long bytes = FullDisk.setNoLimit();
    int written = Integer.parseInt(namesIn(directory).get(1).replaceAll(".*-0*", ""));
    assertTrue(written > 4, "checkpoints: " + written);

    Path limited = folder.resolve("limited");
    classifier.setCheckpointDir("full:" + limited);
    FullDisk.setRoom(bytes / written * 3 / 2);
    assertTrue(TinyModels.same(model, classifier.fit(clicks)));
    FullDisk.setNoLimit();
    assertEquals(List.of("checkpoint-0000000001"), namesIn(limited));
    assertTrue(TinyModels.same(model, classifier.setResume(true).fit(clicks)));
    assertEquals(2, namesIn(limited).size());

    Path without = folder.resolve("without");
    classifier.setCheckpointDir("full:" + without).setResume(false);
    FullDisk.setRoom(0);
    assertTrue(TinyModels.same(model, classifier.fit(clicks)));
    assertEquals(List.of(), namesIn(without));
  }
}
