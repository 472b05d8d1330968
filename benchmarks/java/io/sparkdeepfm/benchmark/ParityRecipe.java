package io.sparkdeepfm.benchmark;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkdeepfm.DeepFMClassifier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hyper-parameters of both sides, by the names of our Params; what is not set has our default on
 * both.
 */
record ParityRecipe(String name, Map<String, Object> values) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the peer reads. */
  private static final List<String> SHARED =
      List.of(
          "embeddingDim",
          "hiddenUnits",
          "dropoutRate",
          "batchNorm",
          "batchSize",
          "learningRate",
          "l2",
          "maxGradientNorm",
          "numEpochs",
          "plateauFactor",
          "validationMetric",
          "earlyStoppingPatience",
          "embeddingInitializer",
          "embeddingInitScale",
          "firstOrderInitializer",
          "mlpInitializer",
          "seed");

  /** The same with other values. */
  ParityRecipe with(String newName, Map<String, Object> changes) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.putAll(changes);
    return new ParityRecipe(newName, changed);
  }

  /** Ours, on one worker. */
  DeepFMClassifier classifier(long seed) {
    DeepFMClassifier classifier =
        new DeepFMClassifier()
            .setValidationIndicatorCol("validation")
            .setNumWorkers(1)
            .setSeed(seed);
    values.forEach((param, value) -> classifier.set(classifier.getParam(param), value));
    return classifier;
  }

  /** The question to benchmarks/peers/parity.py. */
  String question(long seed, Path encoded) {
    DeepFMClassifier classifier = classifier(seed);
    ObjectNode question = JSON.createObjectNode();
    for (String name : SHARED) {
      question.putPOJO(name, classifier.getOrDefault(classifier.getParam(name)));
    }
    question.put("optimizer", System.getProperty("benchmark.parity.optimizer", adam(classifier)));
    question.put("data", encoded.toString());
    return question.toString();
  }

  /**
   * Of PyTorch's two, the one that is ours: rows without data rest unless a penalty acts on them.
   */
  private static String adam(DeepFMClassifier classifier) {
    return classifier.getL2() > 0 ? "dense" : "sparse";
  }
}
