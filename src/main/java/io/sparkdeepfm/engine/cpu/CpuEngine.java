package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.engine.HeapNeeds.Heaps;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.optim.Loss;
import org.apache.spark.SparkContext;

/** Our own engine: oneDNN, sparse updates, row-sparse averaging. */
public final class CpuEngine implements TrainingEngine {
  public static final String NAME = "cpu";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void checkOptions(
      DeepFMConfig.Deep deep, int numTowers, Loss loss, TrainingConfig training) {
    // It has them all.
  }

  @Override
  public void checkCluster(
      DeepFMConfig config, TrainingConfig training, SparkContext context, int workersAtOnce) {
    ReplicaMemory.needs(config, training, workersAtOnce).check(Heaps.of(context));
  }

  @Override
  public Session open(Job job) {
    return new CpuSession(job, new CpuReplica.Factory());
  }
}
