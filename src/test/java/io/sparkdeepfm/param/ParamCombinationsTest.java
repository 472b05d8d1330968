package io.sparkdeepfm.param;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import io.sparkdeepfm.DeepFMClassifier;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Params that do not go together. */
class ParamCombinationsTest {
  private final DeepFMClassifier classifier = new DeepFMClassifier();

  @Test
  void aModelWithoutAnyPartIsRefused() {
    classifier.setHiddenUnits().setFirstOrder(false).setSecondOrder(false);
    assertRefused(
        "firstOrder and secondOrder are false and hiddenUnits is empty, but a model needs at least"
            + " one part; turn one on or set hiddenUnits.",
        () -> ParamCombinations.check(classifier));
  }

  @Test
  void eachPartAloneIsAModel() {
    classifier.setHiddenUnits().setFirstOrder(true).setSecondOrder(false);
    assertDoesNotThrow(() -> ParamCombinations.check(classifier));
    classifier.setFirstOrder(false).setSecondOrder(true);
    assertDoesNotThrow(() -> ParamCombinations.check(classifier));
    classifier.setSecondOrder(false).setHiddenUnits(4);
    assertDoesNotThrow(() -> ParamCombinations.check(classifier));
  }

  @Test
  void aDeepPartThatIsChosenButNotThereIsRefused() {
    classifier.setDeep("final").setHiddenUnits();
    assertRefused(
        "deep is 'final', but hiddenUnits is empty, so there is no deep part; set hiddenUnits, or"
            + " clear deep.",
        () -> ParamCombinations.check(classifier));
    classifier.setHiddenUnits(6, 4);
    assertDoesNotThrow(() -> ParamCombinations.check(classifier));
  }

  @Test
  void layersWithoutHalvesAreRefusedWhereHalvesMultiply() {
    classifier.setDeep("Final").setHiddenUnits(6, 5);
    assertRefused(
        "hiddenUnits has 5, but with deep 'final' one half of a layer multiplies the other, so it"
            + " must be even; use 6, or deep 'mlp'.",
        () -> ParamCombinations.check(classifier));
    classifier.setDeep("mlp");
    assertDoesNotThrow(() -> ParamCombinations.check(classifier));
  }

  @Test
  void aSecondTowerWithoutAFirstOrWithAnEngineThatHasNoneIsRefused() {
    classifier.setSecondHiddenUnits(6).setHiddenUnits();
    assertRefused(
        "secondHiddenUnits is [6], but hiddenUnits is empty; set hiddenUnits to the layers of the"
            + " first tower.",
        () -> ParamCombinations.check(classifier));
    classifier.setHiddenUnits(4);
    assertDoesNotThrow(() -> ParamCombinations.check(classifier));
    classifier.setEngine("dl4j");
    assertRefused(
        "engine 'dl4j' does not have a second tower; choose engine 'cpu', which does, or clear"
            + " secondHiddenUnits.",
        () -> ParamCombinations.check(classifier));
  }

  @Test
  void layersThatTheEngineLacksAreRefused() {
    classifier.setDeep("final").setEngine("dl4j");
    assertRefused(
        "engine 'dl4j' does not have deep 'final'; choose engine 'cpu', which does, or set it to"
            + " 'mlp'.",
        () -> ParamCombinations.check(classifier));
  }

  @ParameterizedTest
  @ValueSource(strings = {"glorotNormal", "glorotUniform"})
  void aScaleBesideGlorotIsRefused(String glorot) {
    classifier.setEmbeddingInitializer(glorot);
    assertDoesNotThrow(() -> ParamCombinations.check(classifier));
    classifier.setEmbeddingInitScale(0.01);
    assertRefused(
        "embeddingInitScale is set to 0.01, but embeddingInitializer is '"
            + glorot
            + "', whose scale follows from the table's size; clear embeddingInitScale, or choose"
            + " normal or uniform.",
        () -> ParamCombinations.check(classifier));
  }

  @Test
  void aFrequencyBesideAveragedGradientsIsRefused() {
    classifier.setAveraging("gradients");
    assertDoesNotThrow(() -> ParamCombinations.check(classifier));
    classifier.setAveragingFrequency(100);
    assertRefused(
        "averagingFrequency is set to 100, but averaging is 'gradients', which averages in every"
            + " step; clear averagingFrequency, or choose averaging 'parameters'.",
        () -> ParamCombinations.check(classifier));
    classifier.setAveraging("parameters");
    assertDoesNotThrow(() -> ParamCombinations.check(classifier));
  }

  @ParameterizedTest
  @CsvSource({"averageOptimizerState, dl4j", "aggregationDepth, dl4j", "cudaDevice, cuda"})
  void whatOnlyTheOtherEngineCanBeToldIsRefused(String name, String engine) {
    Param<Object> param = classifier.getParam(name);
    classifier.set(param, classifier.getOrDefault(param));
    assertRefused(
        name
            + " is set, but engine is 'cpu', which has no use for it; clear "
            + name
            + ", or choose engine '"
            + engine
            + "'.",
        () -> ParamCombinations.check(classifier));
    classifier.setEngine(engine);
    assertDoesNotThrow(() -> ParamCombinations.check(classifier));
  }

  @Test
  void theNumberOfAGpuIsOfUseForScoringToo() {
    classifier.setCudaDevice(1).setScoringEngine("cuda");
    assertDoesNotThrow(() -> ParamCombinations.check(classifier));
  }

  @Test
  @Tag("spark")
  void theyAreRefusedBeforeAnyStageOfAPipelineWorks() {
    StructType schema = ClickRows.next(ClickGenerator.linear(1), 2).schema();
    classifier.setHiddenUnits().setFirstOrder(false).setSecondOrder(false);
    assertRefused(
        "firstOrder and secondOrder are false and hiddenUnits is empty, but a model needs at least"
            + " one part; turn one on or set hiddenUnits.",
        () -> classifier.transformSchema(schema));
  }

  @Test
  void theCaseOfAnEngineOrAScheduleDoesNotMatter() {
    classifier.setEngine("CPU").setLearningRateSchedule("PLATEAU").setOptimizer("FTRL");
    assertDoesNotThrow(() -> ParamCombinations.check(classifier));
    assertRefused(
        "learningRateSchedule is PLATEAU, which needs validation rows, but there are none; set"
            + " validationIndicatorCol or validationFraction.",
        () -> classifier.transformSchema(StructType.fromDDL("label DOUBLE")));
  }
}
