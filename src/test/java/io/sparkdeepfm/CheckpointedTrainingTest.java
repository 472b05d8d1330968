package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.SharedSpark;
import io.sparkdeepfm.train.EpochMetrics;
import io.sparkdeepfm.train.ProgressListener;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A training that stops in the middle and goes on from its checkpoints ends with the same bits. */
@Tag("spark")
class CheckpointedTrainingTest {
  private static Dataset<Row> clicks;

  @TempDir Path folder;

  @BeforeAll
  static void generate() {
    ClickGenerator generator = ClickGenerator.linear(5);
    clicks = ClickRows.of(SharedSpark.get(), generator.schema(), generator.next(1500));
  }

  /** Whoever stops a training. */
  private static final class Stop extends RuntimeException {}

  /** Hears how a training goes, and stops it in the middle of an epoch if it is to. */
  private static class Listener implements ProgressListener {
    private final int lastEpoch;
    private final List<String> resumed = new ArrayList<>();
    private int rounds;

    /**
     * @param lastEpoch in whose second round the training stops
     */
    Listener(int lastEpoch) {
      this.lastEpoch = lastEpoch;
    }

    @Override
    public void resumed(int epoch, long examplesDone) {
      resumed.add(epoch + (examplesDone > 0 ? " in the middle" : " from its beginning"));
    }

    @Override
    public void examplesDone(int epoch, long examplesDone) {
      if (epoch == lastEpoch && ++rounds == 3) {
        throw new Stop();
      }
    }
  }

  /** The engine that trains; the tests hold for each that writes checkpoints. */
  String engine() {
    return "cpu";
  }

  private DeepFMClassifier classifier(int workers, String averaging) {
    DeepFMClassifier classifier =
        TinyModels.classifier()
            .setEngine(engine())
            .setNumWorkers(workers)
            .setNumEpochs(5)
            .setL2(0.01)
            .setEarlyStoppingPatience(0)
            .setValidationFraction(0.2)
            .setAveraging(averaging);
    return averaging.equals("parameters") ? classifier.setAveragingFrequency(2) : classifier;
  }

  private DeepFMClassifier written(DeepFMClassifier classifier, String unit, int interval) {
    return classifier
        .setCheckpointDir(folder.resolve("checkpoints").toString())
        .setCheckpointUnit(unit)
        .setCheckpointInterval(interval);
  }

  private static String history(DeepFMClassificationModel model) {
    StringBuilder text = new StringBuilder();
    for (EpochMetrics e : model.summary().history()) {
      text.append(
          String.join(
              " ",
              String.valueOf(e.epoch()),
              String.valueOf(e.loss()),
              String.valueOf(e.validationAuc()),
              String.valueOf(e.validationLogLoss()),
              String.valueOf(e.learningRate()),
              String.valueOf(e.rounds()),
              String.valueOf(e.bytesExchanged()),
              "\n"));
    }
    return text + "best " + model.summary().bestEpoch();
  }

  private void assertGoesOn(
      DeepFMClassifier plain, String unit, int interval, int stop, String where) {
    DeepFMClassificationModel expected = plain.fit(clicks);
    DeepFMClassifier classifier = written(plain, unit, interval);
    assertThrows(Stop.class, () -> classifier.setProgressListener(new Listener(stop)).fit(clicks));
    Listener listener = new Listener(0);
    DeepFMClassificationModel resumed =
        classifier.setResume(true).setProgressListener(listener).fit(clicks);
    assertEquals(List.of(where), listener.resumed);
    assertTrue(TinyModels.same(expected, resumed));
    assertEquals(history(expected), history(resumed));
    assertEquals(expected.summary().details().curves(), resumed.summary().details().curves());
  }

  @ParameterizedTest
  @CsvSource({
    "2, parameters, eager, adam",
    "2, parameters, lazy, adam",
    "2, gradients, lazy, adagrad",
    "2, gradients, touched, ftrl"
  })
  void itGoesOnAfterTheLastWholeEpoch(
      int workers, String averaging, String penalty, String optimizer) {
    DeepFMClassifier classifier =
        classifier(workers, averaging).setPenaltyMode(penalty).setEmbeddingOptimizer(optimizer);
    assertGoesOn(classifier, "epochs", 1, 3, "3 from its beginning");
  }

  @ParameterizedTest
  @CsvSource({
    "parameters, eager, adam",
    "parameters, lazy, sgd",
    "gradients, eager, adam",
    "gradients, lazy, rowWiseAdagrad"
  })
  void itGoesOnInTheMiddleOfAnEpoch(String averaging, String penalty, String optimizer) {
    DeepFMClassifier classifier =
        classifier(2, averaging)
            .setPenaltyMode(penalty)
            .setEmbeddingOptimizer(optimizer)
            .setBatchNorm(true)
            .setDropoutRate(0.2);
    assertGoesOn(classifier, "rounds", 2, 3, "3 in the middle");
  }

  @ParameterizedTest
  @CsvSource({"eager", "lazy"})
  void aLoneWorkerGoesOnWhereItsLastEpochEnded(String penalty) {
    DeepFMClassifier classifier = classifier(1, "parameters").setPenaltyMode(penalty);
    DeepFMClassificationModel expected = classifier.fit(clicks);
    written(classifier, "rounds", 2).setNumEpochs(5);
    Listener stop =
        new Listener(0) {
          @Override
          public void epochDone(EpochMetrics metrics) {
            if (metrics.epoch() == 4) {
              throw new Stop();
            }
          }
        };
    assertThrows(Stop.class, () -> classifier.setProgressListener(stop).fit(clicks));
    Listener listener = new Listener(0);
    DeepFMClassificationModel resumed =
        classifier.setResume(true).setProgressListener(listener).fit(clicks);
    assertEquals(List.of("3 from its beginning"), listener.resumed);
    assertTrue(TinyModels.same(expected, resumed));
    assertEquals(history(expected), history(resumed));
  }

  @Test
  void aTrainingThatHasEndedGivesItsModelAgain() {
    DeepFMClassifier classifier = written(classifier(2, "parameters"), "epochs", 1).setResume(true);
    DeepFMClassificationModel first = classifier.fit(clicks);
    Listener listener = new Listener(0);
    DeepFMClassificationModel again = classifier.setProgressListener(listener).fit(clicks);
    assertEquals(1, listener.resumed.size());
    assertEquals(0, listener.rounds);
    assertTrue(TinyModels.same(first, again));
    assertEquals(history(first), history(again));
  }

  @Test
  void aWarmStartedTrainingGoesOnToo() {
    DeepFMClassificationModel initial = classifier(1, "parameters").setSeed(9).fit(clicks);
    DeepFMClassifier classifier = classifier(2, "parameters").setInitialModel(initial);
    assertGoesOn(classifier, "epochs", 2, 4, "3 from its beginning");
  }

  @Test
  void aTruncatedCheckpointIsPassedOverForTheOneBefore() throws IOException {
    DeepFMClassifier classifier = classifier(2, "parameters");
    DeepFMClassificationModel expected = classifier.fit(clicks);
    written(classifier, "epochs", 1);
    assertThrows(Stop.class, () -> classifier.setProgressListener(new Listener(4)).fit(clicks));
    Path newest = newest();
    try (RandomAccessFile file =
        new RandomAccessFile(newest.resolve("worker-00001.bin").toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    Listener listener = new Listener(0);
    DeepFMClassificationModel resumed =
        classifier.setResume(true).setProgressListener(listener).fit(clicks);
    assertEquals(List.of("3 from its beginning"), listener.resumed);
    assertTrue(TinyModels.same(expected, resumed));
  }

  @Test
  void aDamagedFileOfAWorkerIsNamed() throws IOException {
    DeepFMClassifier classifier = written(classifier(2, "parameters"), "epochs", 1);
    assertThrows(Stop.class, () -> classifier.setProgressListener(new Listener(3)).fit(clicks));
    Path damaged = newest().resolve("worker-00001.bin");
    try (RandomAccessFile file = new RandomAccessFile(damaged.toFile(), "rw")) {
      file.seek(file.length() / 2);
      int old = file.read();
      file.seek(file.length() / 2);
      file.write(old ^ 8);
    }
    Files.deleteIfExists(damaged.resolveSibling("." + damaged.getFileName() + ".crc"));
    String message = refusal(classifier.setProgressListener(null).setResume(true), clicks);
    assertTrue(message.startsWith("File worker-00001.bin of checkpoint "), message);
    assertTrue(message.contains("its CRC-32C is"), message);
  }

  private Path newest() throws IOException {
    try (Stream<Path> children = Files.list(folder.resolve("checkpoints"))) {
      return children.max(Comparator.comparing(Path::toString)).orElseThrow();
    }
  }

  private static String refusal(DeepFMClassifier classifier, Dataset<Row> rows) {
    return assertThrows(IllegalArgumentException.class, () -> classifier.fit(rows)).getMessage();
  }

  @Test
  void whatCannotGoOnIsRefusedInASentence() {
    DeepFMClassifier classifier = written(classifier(2, "parameters"), "epochs", 1).setNumEpochs(2);
    classifier.fit(clicks);
    String directory = folder.resolve("checkpoints").toString();
    assertEquals(
        "checkpointDir '"
            + directory
            + "' holds checkpoints already; set resume to go on from them, delete them, or name"
            + " another directory.",
        refusal(classifier, clicks));
    classifier.setResume(true);
    String begin = "Checkpoint file:" + directory + "/checkpoint-0000000002 ";
    assertEquals(
        begin
            + "was written with learningRate 0.01, but now it is 0.02; set it back, or name another"
            + " checkpointDir for a training of its own.",
        refusal(classifier.copy(ParamMap.empty()).setLearningRate(0.02), clicks));
    assertEquals(
        begin
            + "was written with numWorkers 2, but now it is 3; set it back, or name another"
            + " checkpointDir for a training of its own.",
        refusal(classifier.copy(ParamMap.empty()).setNumWorkers(3), clicks));
    assertEquals(
        begin
            + "was written by a training on other rows, or on the same in another order or other"
            + " partitions; give the rows as they were, or name another checkpointDir.",
        refusal(classifier, clicks.where("id <> 7")));
    ClickGenerator generator = ClickGenerator.linear(5);
    List<Field> fields = new ArrayList<>(generator.schema().fields());
    fields.set(1, new Field("site", "site", 41, Pooling.SUM));
    Dataset<Row> wider =
        ClickRows.of(SharedSpark.get(), new FieldSchema(fields), generator.next(1500));
    assertEquals(
        begin
            + "is of a model with other fields or vocabularies than the features column has now;"
            + " give the same features, or name another checkpointDir.",
        refusal(classifier, wider));
  }

  @Test
  void paramsWithoutEffectAreRefused() {
    assertEquals(
        "resume is set, but checkpointDir is not, so there are no checkpoints; set checkpointDir,"
            + " or clear resume.",
        refusal(TinyModels.classifier().setResume(true), clicks));
    assertEquals(
        "checkpointDir is 'x', but engine 'dl4j' writes no checkpoints; clear checkpointDir, or"
            + " choose engine 'cpu'.",
        refusal(TinyModels.classifier().setEngine("dl4j").setCheckpointDir("x"), clicks));
  }
}
