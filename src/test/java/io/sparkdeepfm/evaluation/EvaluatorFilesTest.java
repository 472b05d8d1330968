package io.sparkdeepfm.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Saving, loading and copying of the evaluators, and the Params that users see. */
@Tag("spark")
@Tag("spark4")
class EvaluatorFilesTest {
  @TempDir Path directory;

  @BeforeAll
  static void startSpark() {
    SharedSpark.get();
  }

  private <T extends ScoreEvaluator<T>> void assertKept(T evaluator, Function<String, T> load)
      throws Exception {
    evaluator.setLabelCol("y").setProbabilityCol("p").setWeightCol("w");
    String path = directory.resolve(evaluator.uid()).toString();
    evaluator.write().save(path);
    T loaded = load.apply(path);
    assertEquals(evaluator.uid(), loaded.uid());
    assertEquals(values(evaluator), values(loaded));
    T copy = evaluator.copy(ParamMap.empty().put(evaluator.labelCol().w("z")));
    assertEquals(evaluator.uid(), copy.uid());
    assertEquals("z", copy.getLabelCol());
    assertEquals("y", evaluator.getLabelCol());
    assertEquals(values(evaluator), values(copy.setLabelCol("y")));
    assertEquals(evaluator.isLargerBetter(), loaded.isLargerBetter());
  }

  private static List<String> values(Params stage) {
    return Stream.of(stage.params())
        .filter(stage::isDefined)
        .map(param -> json(stage, param))
        .toList();
  }

  private static <T> String json(Params stage, Param<T> param) {
    return param.name() + "=" + param.jsonEncode(stage.getOrDefault(param));
  }

  @Test
  void evaluatorsKeepTheirParams() throws Exception {
    assertKept(new LogLossEvaluator(), LogLossEvaluator::load);
    assertKept(new NormalizedEntropyEvaluator(), NormalizedEntropyEvaluator::load);
    assertKept(
        new CalibrationEvaluator().setMetricName("expectedCalibrationError").setNumBins(3),
        CalibrationEvaluator::load);
    assertKept(
        new GroupAucEvaluator().setGroupCol("u").setGroupWeighting("positives"),
        GroupAucEvaluator::load);
  }

  @Test
  void twoEvaluatorsNeverShareAUid() {
    assertNotEquals(new LogLossEvaluator().uid(), new LogLossEvaluator().uid());
  }

  @Test
  void sparkFindsAllParams() {
    String explained = new GroupAucEvaluator().explainParams();
    for (String name :
        List.of("labelCol", "probabilityCol", "weightCol", "groupCol", "groupWeighting")) {
      assertTrue(explained.contains(name + ": "), explained);
    }
    assertTrue(explained.contains("(one of examples, positives, equal) (default: examples)"));
    String calibration = new CalibrationEvaluator().explainParams();
    assertTrue(calibration.contains("(default: absoluteLogRatio)"), calibration);
    assertTrue(calibration.contains("(default: 10)"), calibration);
  }
}
