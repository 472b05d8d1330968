package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.engine.TrainingConfig;
import io.sparkdeepfm.engine.TrainingConfig.Averaged;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.optim.OptimizerConfig;
import io.sparkdeepfm.optim.OptimizerType;
import java.util.EnumSet;
import java.util.Set;

/** Refuses what this engine does not have, by name and with the engine that has it. */
final class Unsupported {
  private static final Set<OptimizerType> OPTIMIZERS =
      EnumSet.of(
          OptimizerType.SGD, OptimizerType.ADAM, OptimizerType.ADAM_W, OptimizerType.ADAGRAD);

  private Unsupported() {}

  /**
   * @throws IllegalArgumentException if the graph cannot be trained so
   */
  static void checkOptions(TrainingConfig training) {
    checkOptimizer("optimizer", training.layers());
    checkOptimizer("embeddingOptimizer", training.embeddings());
    require(
        training.maxGradientNorm() == 0,
        "maxGradientNorm " + training.maxGradientNorm(),
        "set it to 0");
    require(
        training.precision() == Precision.FLOAT32,
        "matmulPrecision '" + EnumNames.nameOf(training.precision()) + "'",
        training.precision() == Precision.TF32 ? "cuda" : "cpu",
        "set it to 'float32'");
    require(
        training.averaging() == Averaged.PARAMETERS,
        "averaging '" + EnumNames.nameOf(training.averaging()) + "'",
        "set it to 'parameters'");
    checkPenalty(training);
  }

  /**
   * @throws IllegalArgumentException unless the model is a classifier
   */
  static void checkLoss(Loss loss) {
    require(
        !loss.isRegression(), "loss '" + EnumNames.nameOf(loss) + "'", "train a DeepFMClassifier");
  }

  /**
   * @throws IllegalArgumentException if the graph has no such layers
   */
  static void checkDeep(Deep deep, int numTowers) {
    require(deep == Deep.MLP, "deep '" + EnumNames.nameOf(deep) + "'", "set it to 'mlp'");
    require(numTowers < 2, "a second tower", "clear secondHiddenUnits");
  }

  /**
   * @throws IllegalArgumentException if ND4J's arrays cannot be so long
   */
  static void checkSize(DeepFMConfig config, TrainingConfig training) {
    long rows = config.schema().numEmbeddings();
    require(
        rows <= Entries.MAX_ROWS,
        String.format(
            "vocabularies of more than %d rows together, but there are %d,",
            Entries.MAX_ROWS, rows),
        "use smaller vocabularies");
    long floats = DenseCopies.numFloats(config, training);
    require(
        floats <= Integer.MAX_VALUE,
        String.format(
            "more than %d floats of parameters or of optimizer state, but there would be %d,",
            Integer.MAX_VALUE, floats),
        "use a smaller embeddingDim or smaller vocabularies");
  }

  private static void checkOptimizer(String param, OptimizerConfig optimizer) {
    require(
        OPTIMIZERS.contains(optimizer.type()),
        param + " '" + EnumNames.nameOf(optimizer.type()) + "'",
        "choose 'sgd', 'adam', 'adamW' or 'adagrad'");
  }

  private static void checkPenalty(TrainingConfig training) {
    OptimizerConfig embeddings = training.embeddings();
    boolean penalized = embeddings.penalty().l1() > 0 || embeddings.penalty().l2() > 0;
    require(
        embeddings.penalty().l1() == 0 || embeddings.type() != OptimizerType.ADAM_W,
        "l1 with embeddingOptimizer 'adamW'",
        "set l1 to 0");
    boolean eager =
        training.penaltyMode() == PenaltyMode.AUTO || training.penaltyMode() == PenaltyMode.EAGER;
    require(
        eager || !penalized,
        "penaltyMode '" + EnumNames.nameOf(training.penaltyMode()) + "'",
        "set it to 'auto' or 'eager'");
  }

  private static void require(boolean holds, String what, String remedy) {
    require(holds, what, "cpu", remedy);
  }

  private static void require(boolean holds, String what, String engine, String remedy) {
    if (!holds) {
      throw Refusal.of(
          "engine 'dl4j' does not have %s; choose engine '%s', which does, or %s.",
          what, engine, remedy);
    }
  }
}
