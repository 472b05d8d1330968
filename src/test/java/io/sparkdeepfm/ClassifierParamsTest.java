package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Params of the classifier, as any Spark ML stage has them. */
class ClassifierParamsTest {
  private final DeepFMClassifier classifier = new DeepFMClassifier();

  private static List<String> names(Params stage) {
    return Stream.of(stage.params()).map(Param::name).toList();
  }

  @Test
  void everyAccessorIsAParamOfItsName() throws ReflectiveOperationException {
    Set<String> accessors = new TreeSet<>();
    for (Method method : DeepFMClassifier.class.getMethods()) {
      if (Param.class.isAssignableFrom(method.getReturnType()) && method.getParameterCount() == 0) {
        accessors.add(method.getName());
        assertEquals(method.getName(), ((Param<?>) method.invoke(classifier)).name());
      }
    }
    assertEquals(List.copyOf(accessors), names(classifier));
    assertTrue(
        accessors.containsAll(
            Set.of("featuresCol", "labelCol", "weightCol", "thresholds", "seed", "embeddingDim")));
  }

  @Test
  void aModelCanBeToldHowToScoreButNotHowItWasTrained() {
    Set<String> setters = new TreeSet<>();
    for (Method method : DeepFMClassificationModel.class.getMethods()) {
      String name = method.getName();
      if (name.startsWith("set") && name.length() > 3 && method.getParameterCount() == 1) {
        String param = Character.toLowerCase(name.charAt(3)) + name.substring(4);
        if (classifier.hasParam(param)) {
          setters.add(param);
        }
      }
    }
    assertEquals(
        Set.of(
            "cudaDevice",
            "explainCol",
            "featuresCol",
            "matmulPrecision",
            "predictionCol",
            "probabilityCol",
            "rawPredictionCol",
            "scoringEngine",
            "thresholds",
            "weightCol"),
        setters);
  }

  @Test
  void everyParamIsExplained() {
    String explained = classifier.explainParams();
    for (Param<?> param : classifier.params()) {
      assertTrue(explained.contains(param.name() + ": " + param.doc()), param.name());
      assertTrue(param.doc().length() > 10, param.name());
    }
  }

  @Test
  void theDefaultsAreThoseOfTheTable() {
    Map<String, Object> defaults = new HashMap<>();
    for (Param<?> param : classifier.params()) {
      if (classifier.hasDefault(param)) {
        Object value = classifier.getDefault(param).get();
        defaults.put(
            param.name(),
            value instanceof int[] ints ? Arrays.stream(ints).boxed().toList() : value);
      }
    }
    Map<String, Object> expected = new HashMap<>();
    expected.put("checkpointInterval", 1);
    expected.put("checkpointUnit", "epochs");
    expected.put("resume", false);
    expected.put("featuresCol", "features");
    expected.put("labelCol", "label");
    expected.put("predictionCol", "prediction");
    expected.put("probabilityCol", "probability");
    expected.put("rawPredictionCol", "rawPrediction");
    expected.put("pooling", "sum");
    expected.put("embeddingDim", 16);
    expected.put("hiddenUnits", List.of(400, 400, 400));
    expected.put("secondHiddenUnits", List.of());
    expected.put("activation", "relu");
    expected.put("dropoutRate", 0.0);
    expected.put("batchNorm", false);
    expected.put("interaction", "feature");
    expected.put("head", "sum");
    expected.put("firstOrder", true);
    expected.put("secondOrder", true);
    expected.put("deep", "mlp");
    expected.put("deepInput", "fields");
    expected.put("embeddingDropoutRate", 0.0);
    expected.put("embeddingInitializer", "normal");
    expected.put("embeddingInitScale", 0.01);
    expected.put("firstOrderInitializer", "zero");
    expected.put("mlpInitializer", "glorotNormal");
    expected.put("engine", "cpu");
    expected.put("optimizer", "adam");
    expected.put("learningRate", 1e-3);
    expected.put("momentum", 0.9);
    expected.put("initialAccumulator", 0.1);
    expected.put("maxGradientNorm", 0.0);
    expected.put("l1", 0.0);
    expected.put("l2", 0.0);
    expected.put("mlpL2", 0.0);
    expected.put("penaltyMode", "auto");
    expected.put("learningRateSchedule", "plateau");
    expected.put("plateauPatience", 1);
    expected.put("plateauFactor", 0.1);
    expected.put("minLearningRate", 1e-6);
    expected.put("warmupSteps", 0);
    expected.put("validationFraction", 0.0);
    expected.put("validationMetric", "aucMinusLogLoss");
    expected.put("earlyStoppingPatience", 2);
    expected.put("positiveWeight", 1.0);
    expected.put("negativeSamplingRate", 1.0);
    expected.put("batchSize", 1024);
    expected.put("recipe", "none");
    expected.put("numEpochs", 5);
    expected.put("numWorkers", 0);
    expected.put("averaging", "parameters");
    expected.put("averagingFrequency", 100);
    expected.put("threadsPerWorker", 0);
    expected.put("matmulPrecision", "auto");
    expected.put("seed", 42L);
    expected.put("explainCol", "");
    expected.put("averageOptimizerState", true);
    expected.put("aggregationDepth", 2);
    expected.put("cudaDevice", 0);
    expected.put("scoringEngine", "cpu");
    assertEquals(expected, defaults);
    assertNull(classifier.getWeightCol());
    assertNull(classifier.getValidationIndicatorCol());
    assertNull(classifier.getFieldSizes());
    assertNull(classifier.getInitialModelPath());
  }

  @Test
  void embeddingsAreTrainedAsTheLayersUnlessToldOtherwise() {
    classifier.setOptimizer("adagrad").setLearningRate(0.5);
    assertEquals("adagrad", classifier.getEmbeddingOptimizer());
    assertEquals(0.5, classifier.getEmbeddingLearningRate());
    classifier.setEmbeddingOptimizer("ftrl").setEmbeddingLearningRate(0.25);
    assertEquals("ftrl", classifier.getEmbeddingOptimizer());
    assertEquals(0.25, classifier.getEmbeddingLearningRate());
    assertEquals("adagrad", classifier.getOptimizer());
  }

  @Test
  void noTwoInstancesShareAUid() {
    Set<String> uids =
        Stream.generate(DeepFMClassifier::new)
            .limit(100)
            .map(DeepFMClassifier::uid)
            .collect(Collectors.toSet());
    assertEquals(100, uids.size());
    assertTrue(uids.stream().allMatch(uid -> uid.startsWith("deepfm_")));
  }

  @Test
  void paramsBelongToTheirInstance() {
    DeepFMClassifier other = new DeepFMClassifier();
    assertEquals(classifier.uid(), classifier.embeddingDim().parent());
    assertEquals(classifier.embeddingDim(), classifier.embeddingDim());
    assertNotEquals(classifier.embeddingDim(), other.embeddingDim());
    other.setEmbeddingDim(3);
    assertEquals(16, classifier.getEmbeddingDim());
  }

  @Test
  void everyParamOfOursHasGetterAndSetter() throws ReflectiveOperationException {
    classifier
        .setWeightCol("w")
        .setValidationIndicatorCol("v")
        .setFieldSizes(1, 2)
        .setInitialModelPath("model")
        .setThresholds(new double[] {1, 2});
    for (String name : names(classifier)) {
      String suffix = Character.toUpperCase(name.charAt(0)) + name.substring(1);
      Object value = DeepFMClassifier.class.getMethod("get" + suffix).invoke(classifier);
      Method setter =
          Arrays.stream(DeepFMClassifier.class.getMethods())
              .filter(m -> m.getName().equals("set" + suffix) && !m.isBridge())
              .findFirst()
              .orElseThrow(() -> new AssertionError("set" + suffix));
      assertEquals(classifier, setter.invoke(classifier, value));
      assertTrue(classifier.isSet(classifier.getParam(name)), name);
    }
  }

  @Test
  void copiesKeepParamsAndTakeExtraOnes() {
    classifier.setEmbeddingDim(7).setHiddenUnits(5, 4);
    DeepFMClassifier copy = classifier.copy(new ParamMap().put(classifier.learningRate().w(0.5)));
    assertEquals(classifier.uid(), copy.uid());
    assertEquals(7, copy.getEmbeddingDim());
    assertArrayEquals(new int[] {5, 4}, copy.getHiddenUnits());
    assertEquals(0.5, copy.getLearningRate());
    assertEquals(1e-3, classifier.getLearningRate());
    copy.setEmbeddingDim(8);
    assertEquals(7, classifier.getEmbeddingDim());
  }

  @Test
  void anEmptyHiddenUnitsIsAFactorizationMachine() {
    assertArrayEquals(new int[0], classifier.setHiddenUnits().getHiddenUnits());
  }

  @Test
  @Tag("spark")
  @Tag("spark4")
  void anUnfittedEstimatorSurvivesSaving(@TempDir Path folder) throws IOException {
    SharedSpark.get();
    classifier
        .setEmbeddingDim(7)
        .setHiddenUnits(5, 4)
        .setLearningRate(0.25)
        .setBatchNorm(true)
        .setSeed(Long.MIN_VALUE)
        .setWeightCol("w")
        .setFieldSizes(3, 1)
        .setInitialModelPath("model")
        .setLabelCol("clicked")
        .setThresholds(new double[] {0.3, 0.7});
    String path = folder.resolve("estimator").toString();
    classifier.write().save(path);
    DeepFMClassifier loaded = DeepFMClassifier.load(path);
    assertEquals(classifier.uid(), loaded.uid());
    for (Param<?> param : classifier.params()) {
      assertEquals(json(classifier, param), json(loaded, param));
      assertEquals(classifier.isSet(param), loaded.isSet(param), param.name());
    }
  }

  private static <T> String json(Params stage, Param<T> param) {
    return param.name()
        + "="
        + (stage.isDefined(param) ? param.jsonEncode(stage.getOrDefault(param)) : "unset");
  }
}
