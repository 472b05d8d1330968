package io.sparkdeepfm.engine.cpu;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.engine.HeapNeeds.Heaps;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.math.Precision;
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
    if (training.precision() == Precision.TF32) {
      throw Refusal.of(
          "engine 'cpu' does not have matmulPrecision 'tf32'; choose engine 'cuda', which does, or"
              + " set it to 'float32' or 'bfloat16'.");
    }
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
