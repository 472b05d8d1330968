package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.ExampleBlock;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.BlockManagerId;

/**
 * Which executors the workers live in, as their replies say, so that Spark sends the next task of
 * each there. The place of the persisted examples does not say it: where an executor was lost, two
 * stages at once may make and keep the same partition again, each in another executor, and tasks
 * for it would then run in one or the other.
 */
final class WorkerPlaces {
  private final JavaRDD<ExampleBlock> blocks;
  private final String[] places; // null where nobody has answered

  WorkerPlaces(JavaRDD<ExampleBlock> blocks, int numWorkers) {
    this.blocks = blocks;
    places = new String[numWorkers];
  }

  /** The executor that calls this, in Spark's words for a task's preferred location. */
  static String here() {
    BlockManagerId id = SparkEnv.get().blockManager().blockManagerId();
    return "executor_" + id.host() + "_" + id.executorId();
  }

  /** Notes where a worker has answered; null where it is lost. */
  void note(int worker, String place) {
    places[worker] = place;
  }

  /** The example blocks, for a job whose tasks need the workers. */
  JavaRDD<ExampleBlock> blocks() {
    return JavaRDD.fromRDD(
        new PlacedRdd<>(blocks.rdd(), places, blocks.classTag()), blocks.classTag());
  }
}
