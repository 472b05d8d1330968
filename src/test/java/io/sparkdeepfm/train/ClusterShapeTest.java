package io.sparkdeepfm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterShapeTest {
  @ParameterizedTest
  @CsvSource({
    "1, 8, 1, 8", // one worker takes the whole executor
    "1, 8, 2, 4",
    "1, 8, 3, 2",
    "1, 2, 4, 1", // never less than one thread
    "4, 8, 4, 8",
    "4, 8, 5, 4", // some executor holds two
    "4, 8, 2, 8", // two executors stay idle
    "4, 8, 12, 2"
  })
  void coresAreSharedOutAmongTheWorkersOfAnExecutor(
      int executors, int cores, int numWorkers, int threads) {
    assertEquals(threads, new ClusterShape(executors, cores).defaultThreads(numWorkers));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 5"})
  void thereIsOneWorkerPerExecutor(int executors, int workers) {
    assertEquals(workers, new ClusterShape(executors, 4).defaultWorkers());
  }
}
