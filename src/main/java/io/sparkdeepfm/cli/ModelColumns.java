package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.CheckedInputs.TrainingData;
import io.sparkdeepfm.data.Refusal;
import java.util.List;
import org.apache.spark.ml.param.Params;

/**
 * The columns that a classifier reads and writes. The commands need those that it writes under
 * names that differ.
 *
 * @param numFeatures length of the features vectors; 0 where it is not known yet
 * @param weight column of row weights, or null
 */
record ModelColumns(
    int numFeatures, String weight, String rawPrediction, String probability, String prediction) {

  static ModelColumns of(Params classifier, int numFeatures) {
    return new ModelColumns(
        numFeatures,
        weight(classifier),
        name(classifier, "rawPredictionCol"),
        name(classifier, "probabilityCol"),
        name(classifier, "predictionCol"));
  }

  private static String weight(Params classifier) {
    boolean named =
        classifier.hasParam("weightCol") && classifier.isDefined(classifier.getParam("weightCol"));
    return named && !name(classifier, "weightCol").isEmpty() ? name(classifier, "weightCol") : null;
  }

  /** What the classifier adds to its input. */
  List<String> outputs() {
    return List.of(rawPrediction, probability, prediction);
  }

  private static String name(Params classifier, String param) {
    return (String) classifier.getOrDefault(classifier.getParam(param));
  }

  /**
   * @param subject words before a Param's name, for messages
   * @throws IllegalArgumentException if probability or prediction is switched off, or two names are
   *     the same but for case
   */
  void check(String subject) {
    requireName(subject, "probabilityCol", probability);
    requireName(subject, "predictionCol", prediction);
    requireDifferent(subject, "predictionCol", prediction, "probabilityCol", probability);
    requireDifferent(subject, "rawPredictionCol", rawPrediction, "probabilityCol", probability);
    requireDifferent(subject, "rawPredictionCol", rawPrediction, "predictionCol", prediction);
    for (String reserved : List.of(FeatureStages.FEATURES, TrainingData.VALIDATION)) {
      requireDifferent(subject, "probabilityCol", probability, "column", reserved);
      requireDifferent(subject, "predictionCol", prediction, "column", reserved);
      requireDifferent(subject, "rawPredictionCol", rawPrediction, "column", reserved);
    }
  }

  private static void requireName(String subject, String param, String name) {
    if (name.isBlank()) {
      throw Refusal.of(
          "%s%s is empty, but the commands need that column; give it a name.", subject, param);
    }
  }

  private static void requireDifferent(
      String subject, String param, String name, String other, String otherName) {
    if (name.equalsIgnoreCase(otherName)) {
      throw Refusal.of(
          "%s%s is '%s', but %s '%s' has that name already, in which case makes no difference;"
              + " choose another.",
          subject, param, name, other, otherName);
    }
  }
}
