package io.sparkdeepfm.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.sparkdeepfm.encode.ReservedCores;
import io.sparkdeepfm.testing.SharedSpark;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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

  @Test
  void coresAreReservedOnlyAsFarAsAllWorkersHaveRoom() {
    ClusterShape shape = new ClusterShape(2, 8);
    assertEquals(8, shape.coresToReserve(2, 8));
    assertEquals(8, shape.coresToReserve(1, 32));
    assertEquals(3, shape.coresToReserve(2, 3));
    assertEquals(4, shape.coresToReserve(4, 8));
    assertEquals(1, shape.coresToReserve(40, 8));
  }

  @Test
  void asManyWorkersTrainAtOnceAsHaveRoom() {
    ClusterShape shape = new ClusterShape(2, 8);
    assertEquals(1, shape.workersAtOnce(1, 8));
    assertEquals(1, shape.workersAtOnce(2, 2));
    assertEquals(2, shape.workersAtOnce(4, 8));
    assertEquals(2, shape.workersAtOnce(3, 1));
    assertEquals(8, shape.workersAtOnce(40, 8));
  }

  @Test
  @Tag("spark")
  @Tag("spark4")
  void localModeIsOneExecutorWithAllCores() {
    assertEquals(new ClusterShape(1, 2), ClusterShape.of(SharedSpark.get().sparkContext()));
  }

  @Test
  @Tag("spark")
  void localModeHasNoCoresToReserve() {
    JavaRDD<Integer> rdd =
        JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext())
            .parallelize(List.of(1, 2));
    assertSame(rdd, ReservedCores.reserve(rdd, 2));
  }
}
