package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.SharedSpark;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of one vocabulary share what is learned of a token. */
@Tag("spark")
class SharedVocabularyTest {
  private static final StructType TYPE =
      StructType.fromDDL("label DOUBLE, viewed STRING, bought STRING");

  /** Who viewed {@code hot} clicks; nobody bought it. All buy {@code tea} or {@code pen}. */
  private static Dataset<Row> training() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      boolean hot = i % 3 == 0;
      rows.add(
          RowFactory.create(
              hot ? 1.0 : 0.0,
              hot ? "hot" : i % 3 == 1 ? "tea" : "pen",
              i % 2 == 0 ? "tea" : "pen"));
    }
    return SharedSpark.get().createDataFrame(rows, TYPE);
  }

  /**
   * @param units of the only hidden layer; 0 for no deep part
   */
  private static PipelineModel fit(boolean shared, int units) {
    VocabularyIndexer indexer =
        new VocabularyIndexer()
            .setInputCols("viewed", "bought")
            .setOutputCols("viewed_index", "bought_index");
    if (shared) {
      indexer.setSharedVocabulary("item", "viewed", "bought");
    }
    PipelineStage[] stages = {
      indexer,
      new FieldAssembler().setInputCols("viewed_index", "bought_index"),
      TinyModels.classifier()
          .setHiddenUnits(units == 0 ? new int[0] : new int[] {units})
          .setNumEpochs(20)
    };
    return new Pipeline().setStages(stages).fit(training());
  }

  /** Probability of a click of who viewed nothing and bought an item. */
  private static double probability(PipelineModel model, String bought) {
    Dataset<Row> row =
        SharedSpark.get().createDataFrame(List.of(RowFactory.create(0.0, null, bought)), TYPE);
    return model.transform(row).first().<Vector>getAs("probability").apply(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8})
  void aTokenSeenOnlyInOneFieldChangesThePredictionOfTheOther(int units) {
    PipelineModel shared = fit(true, units);
    double hot = probability(shared, "hot");
    double tea = probability(shared, "tea");
    assertTrue(hot > tea + 0.15, hot + " against " + tea);
    assertNotEquals(probability(shared, "never seen"), hot);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8})
  void withoutSharingItIsUnknownThere(int units) {
    PipelineModel separate = fit(false, units);
    double hot = probability(separate, "hot");
    double tea = probability(separate, "tea");
    assertEquals(probability(separate, "never seen"), hot);
    assertEquals(tea, hot, 0.12);
  }
}
