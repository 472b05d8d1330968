package io.sparkdeepfm.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.stage.FieldHasher;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.ml.util.MLWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Saves that fail or die midway leave the old model or nothing. */
@Tag("spark")
class InterruptedSaveTest {
  private static final ModelState OLD = ModelStates.filled(ModelStates.richConfig(), 1);
  private static final ModelState NEW = ModelStates.filled(ModelStates.plainConfig(), 2);

  @TempDir Path folder;

  @BeforeEach
  void registerTheFileSystem() {
    SharedSpark.get()
        .sparkContext()
        .hadoopConfiguration()
        .setClass(
            "fs.failing.impl", FailingFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
  }

  @AfterEach
  void failNoMore() {
    FailingFileSystem.failWhen(operation -> false);
  }

  private String path() {
    return "failing:" + folder.resolve("saved");
  }

  private void save(ModelState state) throws IOException {
    new TestModel("model_1", state).write().save(path());
  }

  private void overwrite(ModelState state) throws IOException {
    new TestModel("model_1", state).write().overwrite().save(path());
  }

  private String overwriteFailsWhen(Predicate<String> operation) {
    FailingFileSystem.failWhen(operation);
    Exception error = assertThrows(UncheckedIOException.class, () -> overwrite(NEW));
    FailingFileSystem.failWhen(none -> false);
    return error.getMessage();
  }

  private ModelState load(String path) {
    return TestModel.read().load(path).state();
  }

  private List<String> namesInFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void overwritingReplacesTheModelAndLeavesNothingBeside() throws IOException {
    save(OLD);
    overwrite(NEW);
    ModelStates.assertSame(NEW, load(path()));
    assertEquals(List.of("saved"), namesInFolder());
  }

  @Test
  void existingModelIsNotReplacedUnasked() throws IOException {
    save(OLD);
    FailingFileSystem.failWhen(operation -> operation.startsWith("create"));
    Exception error = assertThrows(IllegalArgumentException.class, () -> save(NEW));
    assertTrue(
        error.getMessage().contains("exists already; save to another path, or replace it"),
        error.getMessage());
    ModelStates.assertSame(OLD, load(path()));
  }

  @Test
  void existingDirectoryThatIsNoModelIsNotReplacedUnasked() throws IOException {
    Files.createDirectories(folder.resolve("saved").resolve("photos"));
    Exception error = assertThrows(IllegalArgumentException.class, () -> save(NEW));
    assertTrue(error.getMessage().contains("exists already"), error.getMessage());
    assertTrue(Files.exists(folder.resolve("saved").resolve("photos")));
    assertEquals(List.of("saved"), namesInFolder());
  }

  @Test
  void directoryWithFilesOfOthersIsNotReplacedEvenIfAsked() throws IOException {
    Path theirs = Files.createDirectories(folder.resolve("saved"));
    Files.writeString(theirs.resolve("a.csv"), "a");
    Exception error = assertThrows(IllegalArgumentException.class, () -> overwrite(NEW));
    assertEquals(
        path()
            + " is not replaced, because "
            + path()
            + "/a.csv is no part of a saved model; save to another path, or move that file away.",
        error.getMessage());
    Files.delete(theirs.resolve("a.csv"));
    Files.writeString(theirs.resolve("part-00000.parquet"), "rows of someone");
    assertThrows(IllegalArgumentException.class, () -> overwrite(NEW));
    Files.delete(theirs.resolve("part-00000.parquet"));

    overwrite(OLD);
    Files.writeString(theirs.resolve("notes.txt"), "mine");
    assertThrows(IllegalArgumentException.class, () -> overwrite(NEW));
    ModelStates.assertSame(OLD, load(path()));
    assertTrue(Files.exists(theirs.resolve("notes.txt")));
  }

  @Test
  void anotherStageAndAHalfSavedModelAreReplacedIfAsked() throws IOException {
    new Binarizer().setInputCol("x").setOutputCol("y").write().save(path());
    overwrite(OLD);
    Files.delete(folder.resolve("saved/metadata/part-00000"));
    overwrite(NEW);
    ModelStates.assertSame(NEW, load(path()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/embeddings/", "/dense/", "/metadata/"})
  void oldModelStaysWhereAFileCannotBeWritten(String part) throws IOException {
    save(OLD);
    String message =
        overwriteFailsWhen(operation -> operation.startsWith("create") && operation.contains(part));
    assertTrue(message.startsWith(path() + " was not saved (no create"), message);
    ModelStates.assertSame(OLD, load(path()));
    assertEquals(List.of("saved"), namesInFolder());
  }

  @Test
  void oldStageStaysWhereTheNewOneCannotBeWritten() throws IOException {
    new FieldHasher().setNumBuckets(5).write().save(path());
    FailingFileSystem.failWhen(
        operation -> operation.startsWith("create") && operation.contains("/metadata/"));
    MLWriter writer = new FieldHasher().setNumBuckets(6).write().overwrite();
    assertThrows(UncheckedIOException.class, () -> writer.save(path()));
    FailingFileSystem.failWhen(none -> false);
    assertEquals(5, FieldHasher.load(folder.resolve("saved").toString()).getNumBuckets());
    assertEquals(List.of("saved"), namesInFolder());
  }

  @Test
  void oldModelStaysWhereItCannotBeMovedAway() throws IOException {
    save(OLD);
    overwriteFailsWhen(operation -> operation.startsWith("rename " + path() + " to"));
    ModelStates.assertSame(OLD, load(path()));
    assertEquals(List.of("saved"), namesInFolder());
  }

  @Test
  void oldModelComesBackWhereTheNewOneCannotBePutInPlace() throws IOException {
    save(OLD);
    overwriteFailsWhen(
        operation -> operation.matches("rename .*/[.]saved[.]saving-\\S+ to " + path()));
    ModelStates.assertSame(OLD, load(path()));
    assertEquals(List.of("saved"), namesInFolder());
  }

  @Test
  void newModelIsSavedWhereOnlyTheOldOneCannotBeDeleted() throws IOException {
    save(OLD);
    FailingFileSystem.failWhen(operation -> operation.matches("delete .*[.]replaced-[^/]*"));
    overwrite(NEW);
    ModelStates.assertSame(NEW, load(path()));
    assertTrue(namesInFolder().get(0).startsWith(".saved.replaced-"));
  }

  @Test
  void nothingLoadsButBothModelsAreKeptAfterADeathBetweenTheRenames() throws IOException {
    save(OLD);
    FailingFileSystem.failWhen(new DeadFrom("rename", " to failing:" + folder.resolve("saved")));
    assertThrows(UncheckedIOException.class, () -> overwrite(NEW));
    FailingFileSystem.failWhen(none -> false);

    assertThrows(IllegalArgumentException.class, () -> load(path()));
    List<String> left = namesInFolder();
    assertEquals(2, left.size());
    ModelStates.assertSame(OLD, load("failing:" + folder.resolve(left.get(0))));
    ModelStates.assertSame(NEW, load("failing:" + folder.resolve(left.get(1))));
  }

  /** A process that dies can clean up nothing: every operation fails from then on. */
  @ParameterizedTest
  @ValueSource(strings = {"/embeddings/", "/dense/", "/metadata/"})
  void nothingLoadsAfterADeathInAFirstSave(String part) throws IOException {
    FailingFileSystem.failWhen(new DeadFrom("create", part));
    assertThrows(UncheckedIOException.class, () -> save(NEW));
    FailingFileSystem.failWhen(none -> false);

    List<String> left = namesInFolder();
    assertEquals(1, left.size());
    assertTrue(left.get(0).startsWith(".saved.saving-"), left.get(0));
    String hidden = "failing:" + folder.resolve(left.get(0));
    assertThrows(IllegalArgumentException.class, () -> load(hidden));
    assertThrows(IllegalArgumentException.class, () -> load(path()));
  }

  private static final class DeadFrom implements Predicate<String> {
    private final String verb;
    private final String part;
    private volatile boolean dead;

    DeadFrom(String verb, String part) {
      this.verb = verb;
      this.part = part;
    }

    @Override
    public boolean test(String operation) {
      dead |= operation.startsWith(verb + " ") && operation.contains(part);
      return dead;
    }
  }
}
