package io.sparkdeepfm.engine.dl4j;

import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.testing.ModelConfigs;
import java.util.List;

/** Model shapes that between them use every part of the graph. */
final class Shapes {
  static final int DIM = 3;

  private Shapes() {}

  static DeepFMConfig of(
      FieldSchema schema,
      List<Integer> hidden,
      Activation activation,
      boolean batchNorm,
      Interaction interaction,
      Head head) {
    return ModelConfigs.of(schema, DIM, hidden, activation, 0, batchNorm, interaction, head);
  }

  /** A model named after what is particular about it. */
  static DeepFMConfig named(String name, FieldSchema schema) {
    List<Integer> two = List.of(8, 5);
    return switch (name) {
      case "byFeature" -> of(schema, two, Activation.RELU, false, Interaction.FEATURE, Head.SUM);
      case "byField" -> of(schema, two, Activation.RELU, false, Interaction.FIELD, Head.SUM);
      case "weighted" ->
          of(schema, two, Activation.TANH, false, Interaction.FEATURE, Head.WEIGHTED);
      case "weightedByField" ->
          of(schema, two, Activation.SIGMOID, true, Interaction.FIELD, Head.WEIGHTED);
      // One layer: of a unit that is always active, a second batch norm takes the shift away, and
      // Adam makes steps of the rounding that its gradient then is.
      case "norm" -> of(schema, List.of(8), Activation.RELU, true, Interaction.FEATURE, Head.SUM);
      case "normPrelu" -> of(schema, two, Activation.PRELU, true, Interaction.FEATURE, Head.SUM);
      case "prelu" -> of(schema, two, Activation.PRELU, false, Interaction.FEATURE, Head.SUM);
      case "leakyRelu" ->
          of(schema, List.of(6), Activation.LEAKY_RELU, false, Interaction.FIELD, Head.SUM);
      case "shallow" ->
          of(schema, List.of(), Activation.RELU, false, Interaction.FEATURE, Head.WEIGHTED);
      case "linear" -> ModelConfigs.withParts(named("shallow", schema), true, false);
      case "onlyPairs" -> ModelConfigs.withParts(named("shallow", schema), false, true);
      case "onlyDeep" -> ModelConfigs.withParts(named("byFeature", schema), false, false);
      case "neuralFm" ->
          ModelConfigs.withDeepInput(
              ModelConfigs.withParts(named("byFeature", schema), true, false),
              DeepInput.BI_INTERACTION,
              0);
      case "pairsTwice" ->
          ModelConfigs.withDeepInput(named("weightedByField", schema), DeepInput.BI_INTERACTION, 0);
      default -> throw new IllegalArgumentException(name);
    };
  }
}
