package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.train.ProgressListener;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Training with the recipe 'auto'. */
@Tag("spark")
class RecipeTest {
  private static Dataset<Row> clicks;

  @BeforeAll
  static void generateClicks() {
    clicks = ClickRows.next(ClickGenerator.interacting(3), 1500);
  }

  private static DeepFMClassifier classifier() {
    return new DeepFMClassifier().setNumEpochs(2).setThreadsPerWorker(1).setNumWorkers(1);
  }

  private static List<Row> scores(DeepFMClassificationModel model) {
    return model.transform(clicks).select("probability").collectAsList();
  }

  @Test
  void itTrainsTheModelThatItsChoicesSetByHandTrain() {
    DeepFMClassificationModel automatic = classifier().setRecipe("auto").fit(clicks);
    DeepFMClassificationModel byHand =
        classifier()
            .setHiddenUnits(128, 64)
            .setBatchNorm(true)
            .setDropoutRate(0.2)
            .setBatchSize(1024)
            .setMaxGradientNorm(10)
            .setL2(0.05)
            .setValidationFraction(0.1)
            .fit(clicks);
    assertEquals(scores(byHand), scores(automatic));
    assertEquals(0.05, automatic.getL2());
    assertTrue(automatic.summary().validationExamples() > 0);
  }

  @Test
  void workersThatAreNotSetAreCountedInTheCluster() {
    DeepFMClassificationModel model =
        new DeepFMClassifier().setNumEpochs(1).setRecipe("auto").fit(clicks);
    assertEquals(1024, model.getBatchSize()); // one worker per executor, and here is one
    assertEquals("parameters", model.getAveraging());
    DeepFMClassificationModel two =
        new DeepFMClassifier().setNumEpochs(1).setNumWorkers(2).setRecipe("auto").fit(clicks);
    assertEquals(512, two.getBatchSize());
    assertEquals("gradients", two.getAveraging());
  }

  @Test
  void theRowsThatAColumnHoldsOutDoNotCount() {
    List<Long> counts = new ArrayList<>();
    classifier()
        .setRecipe("auto")
        .setValidationIndicatorCol("held out.")
        .setProgressListener(
            new ProgressListener() {
              @Override
              public void recipeChosen(long rows, List<String> chosen) {
                counts.add(rows);
              }
            })
        .fit(clicks.selectExpr("*", "id % 3 = 0 AS `held out.`"));
    assertEquals(List.of(1000L), counts);
  }

  @Test
  void aNumberOfRowsThatIsToldIsNotCounted() {
    DeepFMClassificationModel model =
        classifier().setRecipe("auto").setNumTrainingRows(2_000_000).fit(clicks);
    assertArrayEquals(new int[] {400, 400, 400}, model.getHiddenUnits());
    assertEquals(0.005, model.getL2());
  }

  @Test
  void aPatienceMayBeSetWithoutNamingValidationRows() {
    DeepFMClassificationModel model =
        classifier().setRecipe("auto").setEarlyStoppingPatience(1).fit(clicks);
    assertEquals(1, model.getEarlyStoppingPatience());
  }

  @Test
  void goingOnFromAModelItHasItsShape() {
    DeepFMClassificationModel first =
        classifier().setEmbeddingDim(3).setHiddenUnits(9).setActivation("tanh").fit(clicks);
    DeepFMClassificationModel second =
        classifier().setRecipe("auto").setInitialModel(first).fit(clicks);
    assertEquals(3, second.getEmbeddingDim());
    assertArrayEquals(new int[] {9}, second.getHiddenUnits());
    assertEquals("tanh", second.getActivation());
    assertTrue(second.summary().warmStart().isWarmStart());
  }
}
