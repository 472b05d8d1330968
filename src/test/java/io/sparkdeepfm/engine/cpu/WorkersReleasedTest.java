package io.sparkdeepfm.engine.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.SharedSpark;
import io.sparkdeepfm.train.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Executors give up replicas and data when a training ends, however it ends. */
@Tag("spark")
class WorkersReleasedTest {
  private static Dataset<Row> clicks;

  @BeforeAll
  static void generateClicks() {
    clicks = ClickRows.next(ClickGenerator.linear(1), 300);
  }

  @AfterEach
  void nothingIsLeft() {
    assertEquals(0, Workers.count());
    assertTrue(SharedSpark.get().sparkContext().getPersistentRDDs().isEmpty());
  }

  private static DeepFMClassifier classifier(int numWorkers, String averaging) {
    return new DeepFMClassifier()
        .setEmbeddingDim(2)
        .setHiddenUnits(3)
        .setBatchSize(16)
        .setNumEpochs(2)
        .setNumWorkers(numWorkers)
        .setAveraging(averaging)
        .setThreadsPerWorker(1);
  }

  @ParameterizedTest
  @CsvSource({"1, parameters", "3, parameters", "3, gradients"})
  void afterSuccess(int numWorkers, String averaging) {
    List<Integer> held = new ArrayList<>();
    classifier(numWorkers, averaging)
        .setProgressListener(
            new ProgressListener() {
              @Override
              public void examplesDone(int epoch, long examplesDone) {
                held.add(Workers.count());
              }
            })
        .fit(clicks);
    assertTrue(held.size() >= 2);
    assertTrue(held.stream().allMatch(count -> count == numWorkers), held.toString());
  }

  @ParameterizedTest
  @CsvSource({"1, parameters", "3, parameters", "3, gradients"})
  void afterAFailureOnTheDriver(int numWorkers, String averaging) {
    DeepFMClassifier classifier =
        classifier(numWorkers, averaging)
            .setProgressListener(
                new ProgressListener() {
                  @Override
                  public void examplesDone(int epoch, long examplesDone) {
                    throw new UnsupportedOperationException("enough");
                  }
                });
    Exception failure =
        assertThrows(UnsupportedOperationException.class, () -> classifier.fit(clicks));
    assertEquals("enough", failure.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"1, parameters", "3, parameters", "3, gradients"})
  void afterATrainingThatDiverged(int numWorkers, String averaging) {
    DeepFMClassifier classifier = classifier(numWorkers, averaging).setLearningRate(1e30);
    assertThrows(IllegalStateException.class, () -> classifier.fit(clicks));
  }
}
