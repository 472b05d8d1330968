package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.ExampleBlock;
import io.sparkdeepfm.data.WorkerExamples;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMParameters;
import io.sparkdeepfm.testing.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Trains by either engine on blocks of which each worker has one list. */
final class SparkTraining {
  private SparkTraining() {}

  /** What a worker has in blocks of which only the last training block may be smaller. */
  private static WorkerExamples examples(List<ExampleBlock> blocks) {
    List<ExampleBlock> training = blocks.stream().filter(block -> !block.validation()).toList();
    return new WorkerExamples(
        training.stream().mapToLong(ExampleBlock::size).sum(), training.get(0).size());
  }

  static TrainingEngine.Job job(
      DeepFMConfig config,
      TrainingConfig training,
      DeepFMParameters initial,
      List<List<ExampleBlock>> perWorker) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext());
    JavaRDD<ExampleBlock> blocks =
        context
            .parallelize(new ArrayList<>(perWorker), perWorker.size())
            .flatMap(List::iterator)
            .cache();
    return new TrainingEngine.Job(
        blocks,
        perWorker.stream().map(SparkTraining::examples).toList(),
        config,
        training,
        2,
        initial == null ? null : initial.copy());
  }

  /** The parameters after some epochs. */
  static DeepFMParameters train(TrainingEngine engine, TrainingEngine.Job job, int epochs) {
    try (TrainingEngine.Session session = engine.open(job)) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        session.trainEpoch(epoch, 1, done -> {});
      }
      return session.parameters().copy();
    } finally {
      job.blocks().unpersist();
    }
  }
}
