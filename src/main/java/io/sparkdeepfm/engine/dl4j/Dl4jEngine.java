package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.engine.EngineSession;
import io.sparkdeepfm.engine.Heaps;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.engine.TrainingJob;
import io.sparkdeepfm.model.DeepFMConfig;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Deeplearning4j's Spark training: dense updates of every parameter in every step, and all
 * parameters averaged in every round. It names no class of Deeplearning4j itself, so it can be
 * loaded, and refuse politely, where they are not on the class path.
 */
public final class Dl4jEngine implements TrainingEngine {
  public static final String NAME = "dl4j";

  private static final String NEEDED = "org.deeplearning4j.spark.impl.graph.SparkComputationGraph";
  private static final String BACKEND = "org.nd4j.linalg.factory.Nd4jBackend";

  private final AveragingOptions averaging;

  public Dl4jEngine(AveragingOptions averaging) {
    this.averaging = averaging;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void checkOptions(TrainingConfig training) {
    requirePresent(Thread.currentThread().getContextClassLoader());
    Unsupported.checkOptions(training);
  }

  @Override
  public void checkCluster(
      DeepFMConfig config, TrainingConfig training, SparkContext context, int workersAtOnce) {
    Unsupported.checkSize(config, training);
    SerializerCheck.check(context.conf());
    Nd4jDevices.open(JavaSparkContext.fromSparkContext(context));
    DenseCopies.needs(config, training, averaging, workersAtOnce).check(Heaps.of(context));
  }

  @Override
  public EngineSession open(TrainingJob job) {
    return new Dl4jSession(job, averaging);
  }

  /**
   * @throws IllegalArgumentException if the loader does not find Deeplearning4j
   */
  static void requirePresent(ClassLoader loader) {
    try {
      Class.forName(NEEDED, false, loader);
      Class.forName(BACKEND, false, loader);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "engine 'dl4j' needs org.deeplearning4j:dl4j-spark_2.12:1.0.0-M2 and"
              + " org.nd4j:nd4j-native:1.0.0-M2, which are not on the class path (or not on that of"
              + " the executors); add"
              + " spark-deepfm_2.12-0.1.0-dl4j.jar by --jars, or choose engine 'cpu'.",
          e);
    }
  }
}
