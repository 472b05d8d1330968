package io.sparkdeepfm.param;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.param.RecipeParams.Choice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the recipe 'auto' chooses. */
class RecipeParamsTest {
  private static DeepFMClassifier chosenFor(DeepFMClassifier classifier, long rows) {
    Choice.of(classifier, rows, 1);
    return classifier;
  }

  private static DeepFMClassifier chosenForWorkers(DeepFMClassifier classifier, int workers) {
    Choice.of(classifier, 5000, workers);
    return classifier;
  }

  @Test
  void severalWorkersShareTheBatchOfOneAndAverageItsGradients() {
    DeepFMClassifier eight = chosenForWorkers(new DeepFMClassifier(), 8);
    assertEquals(1024 / 8, eight.getBatchSize());
    assertEquals("gradients", eight.getAveraging());
    DeepFMClassifier one = chosenForWorkers(new DeepFMClassifier(), 1);
    assertFalse(one.isSet(one.averaging()));
  }

  @Test
  void aWorkerHasEnoughExamplesForBatchNorm() {
    assertEquals(64, chosenForWorkers(new DeepFMClassifier(), 256).getBatchSize());
  }

  @Test
  void whoSetsAnAveragingFrequencyOrTheOtherEngineGetsParametersAveraged() {
    DeepFMClassifier often = new DeepFMClassifier().setAveragingFrequency(5);
    assertEquals("parameters", chosenForWorkers(often, 8).getAveraging());
    DeepFMClassifier engine = new DeepFMClassifier().setEngine("dl4j");
    assertEquals("parameters", chosenForWorkers(engine, 8).getAveraging());
  }

  @Test
  void aSmallTableGetsASmallNetworkAndSmallBatches() {
    DeepFMClassifier small = chosenFor(new DeepFMClassifier(), 999_999);
    assertArrayEquals(new int[] {128, 64}, small.getHiddenUnits());
    assertEquals(1024, small.getBatchSize());
  }

  @Test
  void aLargeTableGetsTheNetworkAndTheBatchesOfTheBenchmark() {
    DeepFMClassifier large = chosenFor(new DeepFMClassifier(), 1_000_000);
    assertArrayEquals(new int[] {400, 400, 400}, large.getHiddenUnits());
    assertEquals(4096, large.getBatchSize());
  }

  @ParameterizedTest
  @CsvSource({"1, 0.05", "200000, 0.05", "400000, 0.025", "1400000, 0.0071", "33000000, 3.0E-4"})
  void thePenaltyIsThatOfAPriorWithTheEmbeddingsFirstDeviation(long rows, double l2) {
    assertEquals(l2, chosenFor(new DeepFMClassifier(), rows).getL2());
  }

  @Test
  void whatIsSetStays() {
    DeepFMClassifier classifier =
        chosenFor(
            new DeepFMClassifier()
                .setHiddenUnits(7)
                .setBatchNorm(false)
                .setDropoutRate(0)
                .setBatchSize(33)
                .setNumEpochs(2)
                .setL2(0)
                .setMaxGradientNorm(0)
                .setValidationFraction(0.3),
            5000);
    assertArrayEquals(new int[] {7}, classifier.getHiddenUnits());
    assertFalse(classifier.getBatchNorm());
    assertEquals(0, classifier.getDropoutRate());
    assertEquals(33, classifier.getBatchSize());
    assertEquals(2, classifier.getNumEpochs());
    assertEquals(0, classifier.getL2());
    assertEquals(0, classifier.getMaxGradientNorm());
    assertEquals(0.3, classifier.getValidationFraction());
  }

  @Test
  void aTenthOfTheRowsIsHeldOutUnlessAColumnNamesTheValidationRows() {
    assertEquals(0.1, chosenFor(new DeepFMClassifier(), 5000).getValidationFraction());
    DeepFMClassifier named = new DeepFMClassifier().setValidationIndicatorCol("held_out");
    assertEquals(0, chosenFor(named, 5000).getValidationFraction());
    DeepFMClassifier unnamed = new DeepFMClassifier().setValidationIndicatorCol("");
    assertEquals(0.1, chosenFor(unnamed, 5000).getValidationFraction());
  }

  @Test
  void aModelWithoutNetworkGetsNothingThatOnlyANetworkHas() {
    DeepFMClassifier machine = chosenFor(new DeepFMClassifier().setHiddenUnits(), 5000);
    assertFalse(machine.isSet(machine.batchNorm()));
    assertFalse(machine.isSet(machine.dropoutRate()));
  }

  @Test
  void otherOptimizersThanAdamGetNoPenalty() {
    DeepFMClassifier classifier = chosenFor(new DeepFMClassifier().setOptimizer("sgd"), 5000);
    assertFalse(classifier.isSet(classifier.l2()));
  }

  @Test
  void theEngineThatCannotCutGradientsIsNotToldTo() {
    DeepFMClassifier classifier = chosenFor(new DeepFMClassifier().setEngine("dl4j"), 5000);
    assertFalse(classifier.isSet(classifier.maxGradientNorm()));
  }

  @Test
  void theChoicesAreListedAndNothingElse() {
    Choice choice = Choice.of(new DeepFMClassifier().setL2(0.1).setNumEpochs(3), 5000, 1);
    assertEquals(
        "hiddenUnits=128,64 batchNorm=true dropoutRate=0.2 batchSize=1024 maxGradientNorm=10.0"
            + " validationFraction=0.1",
        String.join(" ", choice.chosen()));
  }

  @Test
  void noRecipeIsTheDefaultAndAnUnknownOneIsRefused() {
    assertEquals("none", new DeepFMClassifier().getRecipe());
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class, () -> new DeepFMClassifier().setRecipe("best"));
    assertTrue(error.getMessage().contains("recipe is best, but must be one of none, auto"));
  }
}
