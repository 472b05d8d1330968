package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.sparkdeepfm.math.Precision;
import io.sparkdeepfm.math.Sgemm;
import io.sparkdeepfm.param.ConfigBuilder;
import io.sparkdeepfm.report.TrainingReport.Parameter;
import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A model scores with the precision that it was trained with, or that is set on it. */
@Tag("spark")
class ScoringPrecisionTest {
  /** Two factors of each of three products are off by 2⁻⁹ of themselves at most. */
  private static final double ROUNDING = 6 * Math.pow(2, -9);

  private static Dataset<Row> clicks;
  private static DeepFMClassificationModel rounds;
  private static DeepFMClassificationModel exact;

  @BeforeAll
  static void train() {
    clicks = ClickRows.next(ClickGenerator.linear(7), 1500);
    rounds =
        TinyModels.classifier().setHiddenUnits(8, 4).setMatmulPrecision("bfloat16").fit(clicks);
    exact = rounds.copy(ParamMap.empty()).setMatmulPrecision("float32");
  }

  private static List<Object> rawPredictions(DeepFMClassificationModel model) {
    return TinyModels.byId(model.transform(clicks), "rawPrediction");
  }

  @Test
  void theModelTakesTheClassifiersPrecision() {
    assertEquals("bfloat16", rounds.getMatmulPrecision());
  }

  @Test
  void whatAutoStoodForIsWhatTheModelAndItsSummarySay() {
    assertAuto("float32", TinyModels.classifier().setHiddenUnits(8, 4));
    String onWide = Sgemm.multipliesBfloat16() ? "bfloat16" : "float32";
    assertAuto(onWide, TinyModels.classifier().setHiddenUnits(256));
    assertAuto(onWide, TinyModels.classifier().setHiddenUnits(256).setMatmulPrecision("auto"));
  }

  private static void assertAuto(String expected, DeepFMClassifier classifier) {
    assertEquals("auto", classifier.getMatmulPrecision());
    DeepFMClassificationModel model = classifier.setNumEpochs(1).fit(clicks);
    assertEquals(expected, model.getMatmulPrecision());
    assertEquals(
        List.of(expected),
        model.summary().details().parameters().stream()
            .filter(parameter -> parameter.name().equals("matmulPrecision"))
            .map(Parameter::value)
            .toList());
    assertEquals("auto", classifier.getMatmulPrecision());
  }

  @Test
  void enginesThatWereNotMeasuredTakeAutoForFloat32() {
    for (String engine : List.of("cuda", "dl4j")) {
      DeepFMClassifier classifier = new DeepFMClassifier().setEngine(engine);
      assertEquals(Precision.FLOAT32, ConfigBuilder.precision(classifier));
      classifier.setMatmulPrecision("bfloat16");
      assertEquals(Precision.BFLOAT16, ConfigBuilder.precision(classifier));
    }
  }

  @Test
  void roundedFactorsMoveLogitsByTheirRounding() {
    List<Object> expected = rawPredictions(exact);
    List<Object> actual = rawPredictions(rounds);
    for (int i = 0; i < expected.size(); i++) {
      double logit = ((Vector) expected.get(i)).apply(1);
      assertEquals(logit, ((Vector) actual.get(i)).apply(1), ROUNDING * (1 + Math.abs(logit)));
    }
    assertEquals(!Sgemm.multipliesBfloat16(), expected.equals(actual));
  }

  @Test
  void singleRowsFollowThePrecisionOfTheMoment() {
    DeepFMClassificationModel model = exact.copy(ParamMap.empty());
    List<Object> features = TinyModels.byId(clicks, "features");
    double sumOfMoves = 0;
    for (int i = 0; i < 20; i++) {
      Vector vector = (Vector) features.get(i);
      double whole = model.setMatmulPrecision("float32").predictRaw(vector).apply(1);
      double rounded = model.setMatmulPrecision("bfloat16").predictRaw(vector).apply(1);
      assertEquals(whole, rounded, ROUNDING * (1 + Math.abs(whole)));
      sumOfMoves += Math.abs(whole - rounded);
    }
    if (Sgemm.multipliesBfloat16()) {
      assertNotEquals(0, sumOfMoves);
    }
  }
}
