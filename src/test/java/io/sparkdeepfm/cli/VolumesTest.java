package io.sparkdeepfm.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that the commands read and write on a file system of a host, at paths with blanks. */
@Tag("spark")
@Tag("spark4")
class VolumesTest {
  @TempDir Path disk;
  private Path volume;

  @BeforeEach
  void mountTheVolume() throws IOException {
    SharedSpark.get()
        .sparkContext()
        .hadoopConfiguration()
        .setClass("fs.dbfs.impl", VolumesFileSystem.class, FileSystem.class);
    volume = Files.createDirectories(disk.resolve("Volumes/main/my clicks"));
    new TrainCase(volume);
  }

  private String at(String name) {
    return "dbfs:" + volume.resolve(name);
  }

  private Recorded run(SparkCommand command, String... args) {
    Recorded run = Recorded.run(command, List.of(args));
    assertEquals(0, run.code(), run::err);
    return run;
  }

  private List<String> trainArguments(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--input",
                at("in.csv"),
                "--format",
                "csv",
                "--fields",
                at("fields.json"),
                "--label",
                "y",
                "--model",
                at("a model"),
                "--log-file",
                disk.resolve("train.log").toString(),
                "--set",
                "numEpochs=1",
                "--set",
                "hiddenUnits=4"));
    args.addAll(List.of(more));
    return args;
  }

  private void train(String... more) {
    run(new Train(), trainArguments(more).toArray(String[]::new));
  }

  @Test
  void aModelIsTrainedReplacedMeasuredAndUsedThere() throws IOException {
    train();
    assertTrue(Files.exists(volume.resolve("a model/report.html")));
    train("--overwrite");
    try (var entries = Files.list(volume)) {
      List<String> names = entries.map(entry -> entry.getFileName().toString()).sorted().toList();
      assertEquals(List.of("a model", "fields.json", "in.csv"), names);
    }
    String log = disk.resolve("more.log").toString();
    double auc =
        run(
                new Evaluate(),
                "--input",
                at("in.csv"),
                "--format",
                "csv",
                "--label",
                "y",
                "--model",
                at("a model"),
                "--log-file",
                log)
            .result()
            .get("auc")
            .asDouble();
    assertTrue(auc > 0 && auc <= 1, () -> "auc " + auc);
    Recorded scored =
        run(
            new Score(),
            "--input",
            at("in.csv"),
            "--format",
            "csv",
            "--model",
            at("a model"),
            "--output",
            at("scored rows"),
            "--log-file",
            log);
    assertFalse(scored.out().isEmpty());
    assertEquals(80, SharedSpark.get().read().parquet(at("scored rows")).count());
  }

  @Test
  void mistakesInFieldsThatAreThereAreToldBeforeAnythingIsMade() throws IOException {
    Files.writeString(
        volume.resolve("fields.json"),
        "{\"fields\":[{\"column\":\"y\",\"type\":\"categorical\"}]}");
    assertTrue(
        refusal().startsWith("Field 'y' is the column of --label, which a model cannot learn"));
    Files.writeString(volume.resolve("fields.json"), "{");
    assertTrue(refusal().startsWith("Fields file '" + at("fields.json") + "' is not valid JSON"));
    Files.delete(volume.resolve("fields.json"));
    assertEquals(
        "Fields file '" + at("fields.json") + "' does not exist; name one with --fields.",
        refusal());
    assertFalse(Files.exists(volume.resolve("a model")));
  }

  private String refusal() {
    Recorded run = Recorded.run(new Train(), trainArguments());
    assertEquals(2, run.code(), run::err);
    return run.err().strip();
  }
}
