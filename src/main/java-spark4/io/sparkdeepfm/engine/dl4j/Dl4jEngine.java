package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingEngine;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.optim.Loss;
import org.apache.spark.SparkContext;

/** The refusal of Deeplearning4j, whose Spark training was never published for Scala 2.13. */
public final class Dl4jEngine implements TrainingEngine {
  public static final String NAME = "dl4j";

  /**
   * How Deeplearning4j averages.
   *
   * @param optimizerState whether optimizer states are averaged and carried on between rounds
   * @param aggregationDepth of the tree in which parameters are added up, at least 1
   */
  public record AveragingOptions(boolean optimizerState, int aggregationDepth) {}

  /**
   * @param averaging which no training ever uses
   */
  public Dl4jEngine(AveragingOptions averaging) {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void checkOptions(
      DeepFMConfig.Deep deep, int numTowers, Loss loss, TrainingConfig training) {
    throw refusal();
  }

  @Override
  public void checkCluster(
      DeepFMConfig config, TrainingConfig training, SparkContext context, int workersAtOnce) {
    throw refusal();
  }

  @Override
  public Session open(Job job) {
    throw refusal();
  }

  private static IllegalArgumentException refusal() {
    return Refusal.of(
        "engine is 'dl4j', but Deeplearning4j needs Scala 2.12 and so Spark 3.5, and this is the"
            + " library for Spark 4; choose engine 'cpu'.");
  }
}
