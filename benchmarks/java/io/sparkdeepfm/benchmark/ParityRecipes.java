package io.sparkdeepfm.benchmark;

import java.util.List;
import java.util.Map;

/** The hyper-parameters of the case parity. */
final class ParityRecipes {
  private static final Map<String, Object> CONSTANT_RATE =
      Map.of(
          "learningRateSchedule",
          "constant",
          "plateauFactor",
          1.0,
          "earlyStoppingPatience",
          0,
          "validationMetric",
          "auc");

  /** The recipe of frappe_x1 in the BARS benchmark, as examples/frappe/recipe.txt has it. */
  static final ParityRecipe FRAPPE =
      new ParityRecipe(
              "recipe",
              Map.of(
                  "embeddingDim",
                  10,
                  "hiddenUnits",
                  new int[] {400, 400, 400},
                  "batchNorm",
                  true,
                  "dropoutRate",
                  0.2,
                  "learningRate",
                  0.001,
                  "l2",
                  0.05,
                  "maxGradientNorm",
                  10.0,
                  "batchSize",
                  4096))
          .with(
              "recipe",
              Map.of(
                  "numEpochs",
                  40,
                  "learningRateSchedule",
                  "plateau",
                  "plateauFactor",
                  0.1,
                  "validationMetric",
                  "aucMinusLogLoss",
                  "earlyStoppingPatience",
                  2,
                  "embeddingInitScale",
                  1e-4,
                  "firstOrderInitializer",
                  "sameAsEmbedding"));

  private ParityRecipes() {}

  /** Neither dropout nor batch norm, each, and both. */
  static List<ParityRecipe> grid(int batchSize, double learningRate, int numEpochs) {
    ParityRecipe plain =
        new ParityRecipe("plain", CONSTANT_RATE)
            .with(
                "plain",
                Map.of(
                    "embeddingDim", 16,
                    "hiddenUnits", new int[] {128, 64},
                    "batchSize", batchSize,
                    "learningRate", learningRate,
                    "numEpochs", numEpochs));
    return List.of(
        plain,
        plain.with("dropout", Map.of("dropoutRate", 0.2)),
        plain.with("batch norm", Map.of("batchNorm", true)),
        plain.with("both", Map.of("dropoutRate", 0.2, "batchNorm", true)));
  }
}
