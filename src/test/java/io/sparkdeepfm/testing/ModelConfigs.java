package io.sparkdeepfm.testing;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.optim.Loss;
import java.util.List;

/** Shapes of models of which a test says what matters to it. */
public final class ModelConfigs {
  private ModelConfigs() {}

  /** With every part: first order, second order, and the MLP over the field vectors. */
  public static DeepFMConfig of(
      FieldSchema schema,
      int embeddingDim,
      List<Integer> hiddenUnits,
      Activation activation,
      double dropoutRate,
      boolean batchNorm,
      Interaction interaction,
      Head head) {
    return new DeepFMConfig(
        schema,
        embeddingDim,
        hiddenUnits,
        List.of(),
        activation,
        dropoutRate,
        batchNorm,
        interaction,
        head,
        true,
        true,
        DeepInput.FIELDS,
        0,
        Deep.MLP,
        Loss.LOG);
  }

  /** The same with the first- and second-order terms on or off. */
  public static DeepFMConfig withParts(
      DeepFMConfig config, boolean firstOrder, boolean secondOrder) {
    return with(
        config,
        firstOrder,
        secondOrder,
        config.deepInput(),
        config.embeddingDropoutRate(),
        config.deep(),
        config.loss());
  }

  /** The same with an MLP that reads something else, of which it drops some while training. */
  public static DeepFMConfig withDeepInput(
      DeepFMConfig config, DeepInput deepInput, double embeddingDropoutRate) {
    return with(
        config,
        config.firstOrder(),
        config.secondOrder(),
        deepInput,
        embeddingDropoutRate,
        config.deep(),
        config.loss());
  }

  /** The same with a second tower. */
  public static DeepFMConfig withSecondTower(DeepFMConfig config, Integer... units) {
    return new DeepFMConfig(
        config.schema(),
        config.embeddingDim(),
        config.hiddenUnits(),
        List.of(units),
        config.activation(),
        config.dropoutRate(),
        config.batchNorm(),
        config.interaction(),
        config.head(),
        config.firstOrder(),
        config.secondOrder(),
        config.deepInput(),
        config.embeddingDropoutRate(),
        config.deep(),
        config.loss());
  }

  /** The same with hidden layers of another kind. */
  public static DeepFMConfig withDeep(DeepFMConfig config, Deep deep) {
    return with(
        config,
        config.firstOrder(),
        config.secondOrder(),
        config.deepInput(),
        config.embeddingDropoutRate(),
        deep,
        config.loss());
  }

  /** The same, fitted by another loss. */
  public static DeepFMConfig withLoss(DeepFMConfig config, Loss loss) {
    return with(
        config,
        config.firstOrder(),
        config.secondOrder(),
        config.deepInput(),
        config.embeddingDropoutRate(),
        config.deep(),
        loss);
  }

  private static DeepFMConfig with(
      DeepFMConfig config,
      boolean firstOrder,
      boolean secondOrder,
      DeepInput deepInput,
      double embeddingDropoutRate,
      Deep deep,
      Loss loss) {
    return new DeepFMConfig(
        config.schema(),
        config.embeddingDim(),
        config.hiddenUnits(),
        config.secondHiddenUnits(),
        config.activation(),
        config.dropoutRate(),
        config.batchNorm(),
        config.interaction(),
        config.head(),
        firstOrder,
        secondOrder,
        deepInput,
        embeddingDropoutRate,
        deep,
        loss);
  }
}
