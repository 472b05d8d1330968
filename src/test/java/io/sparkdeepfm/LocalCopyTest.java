package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.stage.LogMinMaxScaler;
import io.sparkdeepfm.stage.LogMinMaxScalerModel;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.stage.VocabularyIndexerModel;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The copies of models that Spark Connect's server keeps on its disk, made by methods that it
 * finds.
 */
@Tag("spark")
@Tag("spark4")
class LocalCopyTest {
  @TempDir Path folder;

  private String path() {
    return folder.resolve("copies").resolve("of a session").toString();
  }

  private static Dataset<Row> rows() {
    return SharedSpark.get()
        .range(40)
        .selectExpr("CONCAT('p', id % 4) AS page", "id % 2 * 1D AS label", "id * 1D AS x");
  }

  /** As the server does, whose Spark may be newer than the one that is compiled against. */
  private <T extends MLWritable> T copy(T model, MLReader<T> reader) throws Exception {
    model.write().getClass().getMethod("saveToLocal", String.class);
    invoke(model.write(), "saveToLocal");
    @SuppressWarnings("unchecked")
    T copy = (T) invoke(reader, "loadFromLocal");
    return copy;
  }

  private Object invoke(Object target, String method) throws Exception {
    var found = target.getClass().getMethod(method, String.class);
    found.setAccessible(true); // of a class that is not public
    return found.invoke(target, path());
  }

  private static void assertScoresAlike(Transformer model, Transformer copy, Dataset<Row> rows) {
    assertEquals(model.uid(), copy.uid());
    assertEquals(model.transform(rows).collectAsList(), copy.transform(rows).collectAsList());
  }

  @Test
  void aClassifiersCopyHasItsParamsItsSummaryAndTheSameScores() throws Exception {
    Dataset<Row> rows =
        new org.apache.spark.ml.feature.VectorAssembler()
            .setInputCols(new String[] {"x"})
            .setOutputCol("features")
            .transform(rows());
    DeepFMClassificationModel model =
        new DeepFMClassifier().setFieldSizes(1).setHiddenUnits(4).setNumEpochs(1).fit(rows);
    model.setProbabilityCol("p").transform(rows).count(); // so that something is broadcast
    DeepFMClassificationModel copy = copy(model, DeepFMClassificationModel.read());
    assertEquals("p", copy.getProbabilityCol());
    assertEquals(model.summary(), copy.summary());
    assertScoresAlike(model, copy, rows);
  }

  @Test
  void aRegressorsCopyScoresTheSame() throws Exception {
    Dataset<Row> rows =
        new org.apache.spark.ml.feature.VectorAssembler()
            .setInputCols(new String[] {"x"})
            .setOutputCol("features")
            .transform(rows());
    DeepFMRegressionModel model =
        new DeepFMRegressor().setFieldSizes(1).setHiddenUnits(4).setNumEpochs(1).fit(rows);
    assertScoresAlike(model, copy(model, DeepFMRegressionModel.read()), rows);
  }

  @Test
  void copiesOfStagesDoTheSame() throws Exception {
    VocabularyIndexerModel indexer =
        new VocabularyIndexer().setInputCols("page").setOutputCols("index").fit(rows());
    assertScoresAlike(indexer, copy(indexer, VocabularyIndexerModel.read()), rows());
    LogMinMaxScalerModel scaler =
        new LogMinMaxScaler().setInputCols("x").setOutputCols("scaled").fit(rows());
    assertScoresAlike(scaler, copy(scaler, LogMinMaxScalerModel.read()), rows());
  }

  @Test
  void aCopyOfSomethingElseIsRefused() throws Exception {
    Path file = Files.createDirectories(Path.of(path())).resolve("stage");
    for (Object other :
        new Object[] {"a text", new com.fasterxml.jackson.core.Version(1, 2, 3, "", "", "")}) {
      try (ObjectOutputStream out = new ObjectOutputStream(Files.newOutputStream(file))) {
        out.writeObject(other);
      }
      Throwable thrown =
          assertThrows(
                  java.lang.reflect.InvocationTargetException.class,
                  () -> invoke(VocabularyIndexerModel.read(), "loadFromLocal"))
              .getCause();
      assertTrue(
          thrown.getMessage().startsWith("'" + file + "' is no copy of a VocabularyIndexerModel"),
          thrown.getMessage());
    }
  }

  @Test
  void modelsAreNotMadeWithoutWhatTheyHaveLearned() {
    assertThrows(UnsupportedOperationException.class, DeepFMClassificationModel::new);
    assertThrows(UnsupportedOperationException.class, DeepFMRegressionModel::new);
    assertThrows(UnsupportedOperationException.class, VocabularyIndexerModel::new);
    assertThrows(UnsupportedOperationException.class, LogMinMaxScalerModel::new);
  }
}
