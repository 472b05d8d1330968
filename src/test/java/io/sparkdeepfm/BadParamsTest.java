package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.engine.TrainingConfig.Averaged;
import io.sparkdeepfm.engine.TrainingConfig.PenaltyMode;
import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.model.Activation;
import io.sparkdeepfm.model.DeepFMConfig.Deep;
import io.sparkdeepfm.model.DeepFMConfig.DeepInput;
import io.sparkdeepfm.model.DeepFMConfig.Head;
import io.sparkdeepfm.model.DeepFMConfig.Interaction;
import io.sparkdeepfm.model.Initialization.EmbeddingInitializer;
import io.sparkdeepfm.model.Initialization.FirstOrderInitializer;
import io.sparkdeepfm.model.Initialization.MlpInitializer;
import io.sparkdeepfm.optim.LearningRateSchedule.ScheduleType;
import io.sparkdeepfm.optim.OptimizerType;
import io.sparkdeepfm.param.EngineParams.Engines;
import io.sparkdeepfm.param.ScoringParams.ScoringEngine;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.train.ValidationPlan.ValidationMetric;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Params out of range, refused as soon as they are set. */
class BadParamsTest {
  private final DeepFMClassifier classifier = new DeepFMClassifier();

  private void assertRefused(String name, Object value, String shown, String range) {
    Param<Object> param = classifier.getParam(name);
    Exception error =
        assertThrows(IllegalArgumentException.class, () -> classifier.set(param, value));
    assertEquals(String.format("%s is %s, but must %s.", name, shown, range), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "embeddingDim, 0, 1",
    "batchSize, 0, 1",
    "numEpochs, 0, 1",
    "averagingFrequency, 0, 1",
    "aggregationDepth, 0, 1",
    "cudaDevice, -1, 0",
    "numWorkers, -1, 0",
    "threadsPerWorker, -1, 0",
    "earlyStoppingPatience, -1, 0",
    "warmupSteps, -1, 0",
    "plateauPatience, 0, 1"
  })
  void countsBelowTheirMinimumAreRefused(String name, int value, int minimum) {
    assertRefused(name, value, "" + value, "be at least " + minimum);
  }

  @ParameterizedTest
  @CsvSource({"hiddenUnits, 0", "fieldSizes, -3"})
  void everyElementIsChecked(String name, int element) {
    assertRefused(name, new int[] {8, element}, "" + element, "be at least 1");
  }

  @ParameterizedTest
  @CsvSource({
    "learningRate, 0, be above 0 and finite",
    "learningRate, Infinity, be above 0 and finite",
    "learningRate, NaN, be above 0 and finite",
    "l2, -1e-9, be at least 0 and finite",
    "l2, NaN, be at least 0 and finite",
    "l1, -1e-9, be at least 0 and finite",
    "mlpL2, -1, be at least 0 and finite",
    "maxGradientNorm, -1, be at least 0 and finite",
    "embeddingLearningRate, 0, be above 0 and finite",
    "minLearningRate, 0, be above 0 and finite",
    "initialAccumulator, 0, be above 0 and finite",
    "positiveWeight, 0, be above 0 and finite",
    "momentum, 1, 'be in [0, 1)'",
    "validationFraction, 1, 'be in [0, 1)'",
    "negativeSamplingRate, 0, 'be in (0, 1]'",
    "negativeSamplingRate, 1.5, 'be in (0, 1]'",
    "plateauFactor, 0, 'be in (0, 1]'",
    "dropoutRate, 1, 'be in [0, 1)'",
    "dropoutRate, -0.1, 'be in [0, 1)'",
    "dropoutRate, NaN, 'be in [0, 1)'",
    "embeddingDropoutRate, 1, 'be in [0, 1)'",
    "embeddingDropoutRate, NaN, 'be in [0, 1)'",
    "embeddingInitScale, 0, be above 0 and finite",
    "embeddingInitScale, Infinity, be above 0 and finite"
  })
  void numbersOutsideTheirRangeAreRefused(String name, double value, String range) {
    assertRefused(name, value, "" + value, range);
  }

  static Stream<Arguments> choices() {
    return Stream.of(
        Arguments.of("activation", EnumNames.namesOf(Activation.class)),
        Arguments.of("interaction", EnumNames.namesOf(Interaction.class)),
        Arguments.of("head", EnumNames.namesOf(Head.class)),
        Arguments.of("deep", EnumNames.namesOf(Deep.class)),
        Arguments.of("deepInput", EnumNames.namesOf(DeepInput.class)),
        Arguments.of("embeddingInitializer", EnumNames.namesOf(EmbeddingInitializer.class)),
        Arguments.of("firstOrderInitializer", EnumNames.namesOf(FirstOrderInitializer.class)),
        Arguments.of("mlpInitializer", EnumNames.namesOf(MlpInitializer.class)),
        Arguments.of("pooling", EnumNames.namesOf(Pooling.class)),
        Arguments.of("optimizer", EnumNames.namesOf(OptimizerType.class)),
        Arguments.of("embeddingOptimizer", EnumNames.namesOf(OptimizerType.class)),
        Arguments.of("validationMetric", EnumNames.namesOf(ValidationMetric.class)),
        Arguments.of("learningRateSchedule", EnumNames.namesOf(ScheduleType.class)),
        Arguments.of("averaging", EnumNames.namesOf(Averaged.class)),
        Arguments.of("penaltyMode", EnumNames.namesOf(PenaltyMode.class)),
        Arguments.of("matmulPrecision", EnumNames.namesOf(Precision.class)),
        Arguments.of("scoringEngine", EnumNames.namesOf(ScoringEngine.class)),
        Arguments.of("engine", EnumNames.namesOf(Engines.class)));
  }

  @ParameterizedTest
  @MethodSource("choices")
  void unknownNamesAreRefused(String name, String[] all) {
    assertRefused(name, "nonsense", "nonsense", "be one of " + String.join(", ", all));
    assertRefused(name, null, "null", "be one of " + String.join(", ", all));
  }

  @ParameterizedTest
  @MethodSource("choices")
  void theCaseOfNamesDoesNotMatter(String name, String[] all) {
    for (String choice : all) {
      for (String spelling :
          List.of(choice, choice.toUpperCase(Locale.ROOT), choice.toLowerCase(Locale.ROOT))) {
        Param<Object> param = classifier.getParam(name);
        classifier.set(param, spelling);
        assertEquals(spelling, classifier.getOrDefault(param));
      }
    }
  }

  @Test
  void theNamesOfTheRecipeAreTheOnesThatTheMessageLists() {
    assertRefused(
        "optimizer",
        "adamax",
        "adamax",
        "be one of adam, adamW, adagrad, rowWiseAdagrad, proximalAdagrad, ftrl, sgd");
    assertRefused("validationMetric", "f1", "f1", "be one of auc, logLoss, aucMinusLogLoss");
    assertRefused(
        "learningRateSchedule", "step", "step", "be one of constant, plateau, linear, cosine");
  }

  @Test
  void theSettersCheckToo() {
    assertThrows(IllegalArgumentException.class, () -> classifier.setEmbeddingDim(0));
    assertThrows(IllegalArgumentException.class, () -> classifier.setHiddenUnits(0));
    assertThrows(IllegalArgumentException.class, () -> classifier.setThresholds(negative()));
  }

  private static double[] negative() {
    return new double[] {-1, 1};
  }

  @Test
  @Tag("spark")
  void oneThresholdIsRefused() {
    Dataset<Row> clicks = ClickRows.next(ClickGenerator.linear(1), 20);
    classifier.setThresholds(new double[] {0.5});
    Exception error = assertThrows(IllegalArgumentException.class, () -> classifier.fit(clicks));
    assertEquals(
        "thresholds has 1 values, but there are 2 classes; give one for 0 and one for 1.",
        error.getMessage());
  }
}
