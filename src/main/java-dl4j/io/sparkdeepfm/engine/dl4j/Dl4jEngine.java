package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.engine.HeapNeeds.Heaps;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.optim.Loss;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.serializer.KryoSerializer;

/**
 * Deeplearning4j's Spark training: dense updates of every parameter in every step, and all
 * parameters averaged in every round. It names no class of Deeplearning4j itself, so it can be
 * loaded, and refuse politely, where they are not on the class path.
 */
public final class Dl4jEngine implements TrainingEngine {
  public static final String NAME = "dl4j";

  /** No registrator, or the one of this library, which knows nothing of ND4J. */
  private static final String OURS_ALONE =
      "(io\\.sparkdeepfm\\.engine\\.DeepFMKryoRegistrator|\\s)*";

  static final String REGISTRATOR = "org.nd4j.kryo.Nd4jRegistrator";

  private static final String NEEDED = "org.deeplearning4j.spark.impl.graph.SparkComputationGraph";
  private static final String BACKEND = "org.nd4j.linalg.factory.Nd4jBackend";

  /**
   * How Deeplearning4j averages.
   *
   * @param optimizerState whether optimizer states are averaged and carried on between rounds
   * @param aggregationDepth of the tree in which parameters are added up, at least 1
   */
  public record AveragingOptions(boolean optimizerState, int aggregationDepth) {
    public static final AveragingOptions DEFAULT = new AveragingOptions(true, 2);
  }

  private final AveragingOptions averaging;

  public Dl4jEngine(AveragingOptions averaging) {
    this.averaging = averaging;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void checkOptions(
      DeepFMConfig.Deep deep, int numTowers, Loss loss, TrainingConfig training) {
    requirePresent(Thread.currentThread().getContextClassLoader());
    Unsupported.checkLoss(loss);
    Unsupported.checkDeep(deep, numTowers);
    Unsupported.checkOptions(training);
  }

  @Override
  public void checkCluster(
      DeepFMConfig config, TrainingConfig training, SparkContext context, int workersAtOnce) {
    Unsupported.checkSize(config, training);
    checkSerializer(context.conf());
    Nd4jDevices.open(JavaSparkContext.fromSparkContext(context));
    DenseCopies.needs(config, training, averaging, workersAtOnce).check(Heaps.of(context));
  }

  @Override
  public Session open(Job job) {
    return new Dl4jSession(job, averaging);
  }

  /**
   * Kryo copies ND4J's off-heap arrays as pointers unless it is told how to write them.
   *
   * @throws IllegalArgumentException if Spark serializes with Kryo and without a registrator
   */
  static void checkSerializer(SparkConf conf) {
    String serializer = conf.get("spark.serializer", "");
    if (serializer.equals(KryoSerializer.class.getName())
        && conf.get("spark.kryo.registrator", "").matches(OURS_ALONE)) {
      throw Refusal.of(
          "spark.serializer is Kryo, but Kryo cannot write the arrays of engine 'dl4j' by itself;"
              + " set spark.kryo.registrator=%s, or leave spark.serializer unset.",
          REGISTRATOR);
    }
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
              + " the executors); add the jar spark-deepfm_2.12-…-dl4j.jar by --jars, or choose"
              + " engine 'cpu'.",
          e);
    }
  }
}
