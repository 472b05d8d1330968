package io.sparkdeepfm;

import static io.sparkdeepfm.TinyModels.classifier;
import static io.sparkdeepfm.TinyModels.same;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.sparkdeepfm.testing.ClickGenerator;
import io.sparkdeepfm.testing.ClickRows;
import io.sparkdeepfm.testing.NothingPersisted;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import scala.reflect.ClassTag$;

/** Fits on rows that Spark has cached share what they would encode alike, and nothing else. */
@Tag("spark")
class KeptEncodingTest {
  private static Dataset<Row> clicks;

  /** With a plan of its own, so that the clicks themselves are not cached. */
  private final Dataset<Row> cached = clicks.withColumn("mark", functions.lit(1)).cache();

  @BeforeAll
  static void generateClicks() {
    clicks =
        ClickRows.next(ClickGenerator.linear(5), 1200)
            .withColumn("other", functions.expr("CAST(id % 3 = 0 AS double)"))
            .withColumn("weight", functions.expr("1.0 + id % 2"))
            .withColumn("fold", functions.expr("CAST(id % 2 AS int)"));
  }

  @AfterEach
  void nothingStaysWithoutTheCache() {
    cached.unpersist();
    NothingPersisted.require("The blocks outlive the cache of their rows.");
  }

  private static Set<Integer> persisted() {
    return new HashSet<>(
        JavaSparkContext.fromSparkContext(SharedSpark.get().sparkContext())
            .getPersistentRDDs()
            .keySet());
  }

  @Test
  void anotherSettingTrainsOnTheSameBlocksAndEndsWithTheBitsOfAFitOfItsOwn() {
    classifier().fit(cached);
    Set<Integer> before = persisted();
    DeepFMClassifier other = classifier().setLearningRate(0.02).setHiddenUnits(4, 4);
    DeepFMClassificationModel model = other.fit(cached);
    assertEquals(before, persisted());
    assertTrue(same(other.fit(clicks), model));
  }

  static Stream<Arguments> changes() {
    return Stream.<UnaryOperator<DeepFMClassifier>>of(
            c -> c.setLabelCol("other"),
            c -> c.setWeightCol("weight"),
            c -> c.setSeed(7),
            c -> c.setNumWorkers(2),
            c -> c.setValidationFraction(0.2),
            c -> c.setNegativeSamplingRate(0.5),
            c -> c.setPositiveWeight(2))
        .map(change -> arguments(change));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void whatChangesTheExamplesIsEncodedAnew(UnaryOperator<DeepFMClassifier> change) {
    classifier().fit(cached);
    Set<Integer> before = persisted();
    DeepFMClassificationModel model = change.apply(classifier()).fit(cached);
    Set<Integer> after = persisted();
    assertEquals(before.size(), after.size());
    assertNotEquals(before, after);
    assertTrue(same(change.apply(classifier()).fit(clicks), model));
  }

  @Test
  void aFilterOnCachedRowsIsKeptByWhatItLetsThrough() {
    classifier().fit(cached.where("id < 800"));
    Set<Integer> before = persisted();
    classifier().setNumEpochs(1).fit(cached.where("id < 800").withColumn("idle", functions.lit(1)));
    assertEquals(before, persisted());
    DeepFMClassificationModel model = classifier().fit(cached.where("id < 900"));
    assertNotEquals(before, persisted());
    classifier().fit(clicks);
    assertTrue(same(classifier().fit(cached.where("id < 900")), model));
  }

  @Test
  void rowsThatMayChangeAreEncodedForEachFit() {
    cached.count();
    for (Dataset<Row> rows :
        List.of(
            clicks,
            cached.where(functions.rand(3).lt(0.9)),
            cached.orderBy("id"),
            cached.union(cached))) {
      Set<Integer> before = persisted();
      classifier().fit(rows);
      assertEquals(before, persisted());
    }
  }

  @Test
  void aFitOnOtherRowsGivesTheRoomBack() {
    cached.count();
    Set<Integer> before = persisted();
    classifier().fit(cached);
    classifier().fit(clicks);
    assertEquals(before, persisted());
  }

  @Test
  void oneListenerHearsOfAllCachesOfAContext() throws Exception {
    for (int fits = 0; fits < 3; fits++) {
      classifier().setSeed(fits).fit(cached);
    }
    Class<?> watch = Class.forName("io.sparkdeepfm.encode.KeptData$Watch");
    assertEquals(
        1,
        SharedSpark.get()
            .sparkContext()
            .listenerBus()
            .findListenersByClass(ClassTag$.MODULE$.apply(watch))
            .size());
  }

  @Test
  void filesThatHaveChangedAreReadAgainWhenCachedAgain(@TempDir Path folder) {
    String path = folder.resolve("clicks").toString();
    clicks.coalesce(1).write().parquet(path);
    Dataset<Row> first = SharedSpark.get().read().parquet(path).cache();
    classifier().fit(first);
    first.unpersist();
    clicks
        .withColumn("label", functions.expr("1 - label"))
        .coalesce(1)
        .write()
        .mode(SaveMode.Overwrite)
        .parquet(path);
    Dataset<Row> second = SharedSpark.get().read().parquet(path).cache();
    DeepFMClassificationModel model = classifier().fit(second);
    second.unpersist();
    assertTrue(same(classifier().fit(SharedSpark.get().read().parquet(path)), model));
  }

  @Test
  void aRowThatCannotBeTrainedOnIsToldEachTimeAndNothingIsKept() {
    cached.count();
    Set<Integer> before = persisted();
    DeepFMClassifier wrong = classifier().setLabelCol("id");
    for (int i = 0; i < 2; i++) {
      assertThrows(IllegalArgumentException.class, () -> wrong.fit(cached));
      assertEquals(before, persisted());
    }
  }

  @Test
  void fitsAtTheSameTimeShareToo() throws Exception {
    DeepFMClassificationModel alone = classifier().fit(clicks);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Callable<DeepFMClassificationModel> fit = () -> classifier().fit(cached);
      List<Future<DeepFMClassificationModel>> models = threads.invokeAll(List.of(fit, fit, fit));
      for (Future<DeepFMClassificationModel> model : models) {
        assertTrue(same(alone, model.get()));
      }
    } finally {
      threads.shutdown();
    }
    assertEquals(2, persisted().size());
  }

  @Test
  void aSearchHasTheModelsOfSeparateFits() {
    DeepFMClassifier classifier = classifier().setNumEpochs(1);
    ParamMap[] grid =
        new ParamGridBuilder()
            .addGrid(classifier.learningRate(), new double[] {0.001, 0.02})
            .build();
    CrossValidatorModel found =
        new CrossValidator()
            .setEstimator(classifier)
            .setEstimatorParamMaps(grid)
            .setEvaluator(new BinaryClassificationEvaluator())
            .setNumFolds(2)
            .setFoldCol("fold")
            .setCollectSubModels(true)
            .setParallelism(2)
            .fit(clicks);
    for (int fold = 0; fold < 2; fold++) {
      Dataset<Row> training = clicks.where("fold != " + fold);
      for (int setting = 0; setting < 2; setting++) {
        assertTrue(
            same(
                classifier.copy(grid[setting]).fit(training),
                (DeepFMClassificationModel) found.subModels()[fold][setting]));
      }
    }
  }
}
