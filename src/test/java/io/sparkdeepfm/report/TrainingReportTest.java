package io.sparkdeepfm.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.metric.CalibrationBin;
import io.sparkdeepfm.metric.ValidationCurves;
import io.sparkdeepfm.optim.Loss;
import io.sparkdeepfm.report.ChartSvg.Plot;
import io.sparkdeepfm.train.EpochMetrics;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stands in the page. */
class TrainingReportTest {
  static Stream<TrainingReport> reports() {
    return Stream.of(Reports.ordinary(), Reports.smallest(), Reports.extreme(), Reports.constant());
  }

  private static PageXml page(TrainingReport report) throws Exception {
    return new PageXml(report.toHtml());
  }

  @ParameterizedTest
  @MethodSource("reports")
  void thePageStandsAlone(TrainingReport report) throws Exception {
    PageXml page = page(report);
    assertEquals(List.of(), page.all("//script | //link | //img | //@src | //@href | //@onload"));
    String css = page.all("//style").get(0);
    assertFalse(css.contains("url(") || css.contains("@import"), css);
  }

  @ParameterizedTest
  @MethodSource("reports")
  void noMarkIsOutsideItsDrawingAndNoNumberUndefined(TrainingReport report) throws Exception {
    PageXml page = page(report);
    for (String attribute : List.of("x", "x1", "x2", "cx")) {
      for (String place : page.all("//svg[@role]//@" + attribute)) {
        assertTrue(Double.parseDouble(place) >= 0, place);
        assertTrue(Double.parseDouble(place) <= Plot.WIDTH, place);
      }
    }
    for (String attribute : List.of("y", "y1", "y2", "cy")) {
      for (String place : page.all("//svg[@role]//@" + attribute)) {
        assertTrue(Double.parseDouble(place) >= 0, place);
        assertTrue(Double.parseDouble(place) <= Plot.HEIGHT, place);
      }
    }
    String html = report.toHtml();
    assertFalse(html.contains("NaN") || html.contains("Infinity"));
  }

  @ParameterizedTest
  @MethodSource("reports")
  void everyDrawingHasATitleAndADescription(TrainingReport report) throws Exception {
    PageXml page = page(report);
    List<String> labels = page.all("//svg[@role='img']/@aria-labelledby");
    assertFalse(labels.isEmpty());
    for (String label : labels) {
      for (String id : label.split(" ", -1)) {
        assertEquals(1, page.all("//*[@id='" + id + "']").size(), id);
      }
    }
  }

  @Test
  void theBestEpochIsMarked() throws Exception {
    PageXml page = page(Reports.ordinary());
    for (String title : List.of("Log loss", "Validation AUC")) {
      String svg = PageXml.svg(title);
      assertEquals(List.of("best: epoch 6"), page.all(svg + "/text[@class='highlight-label']"));
      double mark = number(page, svg + "/rect[starts-with(title, 'epoch 6,')]/@x") + 3.2;
      assertEquals(mark, number(page, svg + "/line[@class='highlight']/@x1"), 0.2);
    }
    assertEquals(List.of("6 (best)"), page.all("//tr[@class='marked']/th"));
  }

  @Test
  void marksAndTicksLieOnTheSameScale() throws Exception {
    PageXml page = page(Reports.constant()); // AUC 0.5 in each of three epochs
    String svg = PageXml.svg("Validation AUC");
    double tick = number(page, svg + "/text[@class='tick'][.='0.50']/@y");
    double mark = number(page, svg + "/rect[starts-with(title, 'epoch 2,')]/@y");
    assertEquals(tick - 4, mark + 3.2, 0.2);
    double column = number(page, svg + "/text[@class='tick'][.='2']/@x");
    assertEquals(column, number(page, svg + "/rect[starts-with(title, 'epoch 2,')]/@x") + 3.2, 0.2);
  }

  private static double number(PageXml page, String path) throws Exception {
    return Double.parseDouble(page.all(path).get(0));
  }

  @Test
  void theEpochsStandInATable() throws Exception {
    List<String> row = page(Reports.constant()).all("(//table)[1]/tbody/tr[2]/*");
    assertEquals(
        List.of(
            "2",
            "0.6931",
            "0.6931",
            "0.5000",
            "1.0e-03",
            "1.0 s",
            "1,000,000",
            "50.00 %",
            "10",
            "5.0 GiB",
            "512.0 MiB"),
        row);
  }

  @Test
  void theFieldsStandInATable() throws Exception {
    PageXml page = page(Reports.ordinary());
    String rows = "//div[@aria-label='Fields']//tbody/tr";
    assertEquals(26, page.all(rows).size());
    assertEquals(List.of("I1", "numeric", "1", "–", "21.45 %", "0.79"), page.all(rows + "[1]/*"));
    assertEquals(
        List.of("C2", "C2", "4,000", "1.56 %", "0.20 %", "1.00"), page.all(rows + "[2]/*"));
  }

  @Test
  void parametersThatDifferFromTheDefaultStandApart() throws Exception {
    PageXml page = page(Reports.ordinary());
    assertEquals(
        List.of("batchSize", "embeddingDim", "weightCol"),
        page.all("//div[starts-with(@aria-label, 'Parameters that differ')]//tbody/tr/th"));
    assertEquals(
        List.of("activation", "averagingFrequency", "validationMetric"),
        page.all("//div[@aria-label='Parameters at their defaults']//tbody/tr/th"));
    assertTrue(page(Reports.smallest()).all("//p").contains("All have their default values."));
  }

  @Test
  void whatUsersWroteIsShownAndNotRun() throws Exception {
    PageXml page = page(Reports.extreme());
    String shown = Reports.NASTY.replace('\u0007', '\uFFFD');
    assertTrue(page.all("//div[@aria-label='Fields']//th").contains(shown));
    assertEquals(List.of(), page.all("//script"));
  }

  @Test
  void withoutValidationRowsThePageSaysSo() throws Exception {
    PageXml page = page(Reports.smallest());
    assertEquals(List.of("Log loss", "Training speed"), page.all("//figure/h3"));
    assertTrue(page.all("//p[@class='note']").get(0).startsWith("There were no validation rows"));
    assertEquals(List.of(), page.all("//*[@class='highlight']"));
    assertEquals(1, page.all(PageXml.svg("Log loss") + "/circle").size());
  }

  @Test
  void withoutBothLabelsThereIsALossButNoRoc() throws Exception {
    List<EpochMetrics> epochs =
        List.of(new EpochMetrics(1, 0.5, 0.4, Double.NaN, Double.NaN, 1e-3, 1, 10, 0.9, 1, 0));
    ValidationCurves curves =
        new ValidationCurves(List.of(), List.of(new CalibrationBin(0.3, 0, 5)));
    PageXml page = page(Reports.of(epochs, 1, curves, List.of(), List.of()));
    assertEquals(List.of("Log loss", "Calibration", "Training speed"), page.all("//figure/h3"));
  }

  @Test
  void aRegressionHasItsLossAndItsErrorAndNoCurveOfProbabilities() throws Exception {
    PageXml page = page(Reports.regression(Loss.SQUARED));
    assertEquals(
        List.of("Squared error", "Validation RMSE", "Training speed"), page.all("//figure/h3"));
    String description = page.all(PageXml.svg("Validation RMSE") + "/desc").get(0);
    assertTrue(description.endsWith("in the best epoch 0.9400."), description);
    assertTrue(page.all("//p[@class='note']").get(0).endsWith("the best by the validation rows."));
    assertEquals("Validation RMSE", page.all("(//table)[1]//th").get(2));
    assertEquals(
        List.of("Poisson loss", "Validation Poisson deviance", "Training speed"),
        page(Reports.regression(Loss.POISSON)).all("//figure/h3"));
  }

  @Test
  void theCalibrationIsPredictedOverActualPositives() throws Exception {
    ValidationCurves curves =
        new ValidationCurves(
            List.of(),
            List.of(new CalibrationBin(0.2, 0.1, 300), new CalibrationBin(0.6, 0.7, 100)));
    PageXml page = page(Reports.of(Reports.epochs(2, true), 1, curves, List.of(), List.of()));
    String description = page.all(PageXml.svg("Calibration") + "/desc").get(0);
    assertTrue(description.endsWith("is 1.2000."), description); // (60 + 60) / (30 + 70)
  }

  @Test
  void aReportWithoutEpochsOrWithoutTheBestOneIsRefused() {
    Exception none =
        assertThrows(
            IllegalArgumentException.class,
            () -> Reports.of(List.of(), 1, ValidationCurves.NONE, List.of(), List.of()));
    assertTrue(none.getMessage().startsWith("There are 0 epochs, but"), none.getMessage());
    Exception best =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Reports.of(
                    Reports.epochs(2, true), 3, ValidationCurves.NONE, List.of(), List.of()));
    assertEquals(
        "bestEpoch is 3, but must be from 1 to 2, the number of epochs.", best.getMessage());
  }
}
