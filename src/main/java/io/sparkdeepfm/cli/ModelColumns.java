package io.sparkdeepfm.cli;

import io.sparkdeepfm.cli.CheckedInputs.TrainingData;
import io.sparkdeepfm.data.Refusal;
import java.util.List;
import org.apache.spark.ml.param.Params;

/**
 * The columns that a classifier or a regressor reads and writes. The commands need those that it
 * writes under names that differ.
 *
 * @param numFeatures length of the features vectors; 0 where it is not known yet
 * @param weight column of row weights, or null
 * @param rawPrediction of a classifier; null of a regressor
 * @param probability likewise
 */
record ModelColumns(
    int numFeatures, String weight, String rawPrediction, String probability, String prediction) {

  static ModelColumns of(Params predictor, int numFeatures) {
    return new ModelColumns(
        numFeatures,
        weight(predictor),
        name(predictor, "rawPredictionCol"),
        name(predictor, "probabilityCol"),
        name(predictor, "predictionCol"));
  }

  private static String weight(Params predictor) {
    boolean named =
        predictor.hasParam("weightCol") && predictor.isDefined(predictor.getParam("weightCol"));
    return named && !name(predictor, "weightCol").isEmpty() ? name(predictor, "weightCol") : null;
  }

  /** What the model adds to its input. */
  List<String> outputs() {
    return isRegression() ? List.of(prediction) : List.of(rawPrediction, probability, prediction);
  }

  /** Whether the model writes numbers rather than probabilities. */
  boolean isRegression() {
    return probability == null;
  }

  private static String name(Params predictor, String param) {
    return predictor.hasParam(param)
        ? (String) predictor.getOrDefault(predictor.getParam(param))
        : null;
  }

  /**
   * @param subject words before a Param's name, for messages
   * @throws IllegalArgumentException if probability or prediction is switched off, or two names are
   *     the same but for case
   */
  void check(String subject) {
    requireName(subject, "predictionCol", prediction);
    for (String reserved : List.of(FeatureStages.FEATURES, TrainingData.VALIDATION)) {
      requireDifferent(subject, "predictionCol", prediction, "column", reserved);
    }
    if (!isRegression()) {
      checkProbabilities(subject);
    }
  }

  private void checkProbabilities(String subject) {
    requireName(subject, "probabilityCol", probability);
    requireDifferent(subject, "predictionCol", prediction, "probabilityCol", probability);
    requireDifferent(subject, "rawPredictionCol", rawPrediction, "probabilityCol", probability);
    requireDifferent(subject, "rawPredictionCol", rawPrediction, "predictionCol", prediction);
    for (String reserved : List.of(FeatureStages.FEATURES, TrainingData.VALIDATION)) {
      requireDifferent(subject, "probabilityCol", probability, "column", reserved);
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
