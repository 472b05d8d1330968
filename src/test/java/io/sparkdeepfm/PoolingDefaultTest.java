package io.sparkdeepfm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.stage.FieldAssembler;
import io.sparkdeepfm.stage.VocabularyIndexer;
import io.sparkdeepfm.testing.SharedSpark;
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
import org.junit.jupiter.api.Test;

/** The classifier's pooling holds for the fields to which the assembler gave none of their own. */
@Tag("spark")
class PoolingDefaultTest {
  private static final StructType TYPE =
      StructType.fromDDL("label DOUBLE, a STRING, b STRING, n DOUBLE");

  private static Dataset<Row> rows(Row... rows) {
    return SharedSpark.get().createDataFrame(List.of(rows), TYPE);
  }

  private static PipelineModel fit(String pooling, String... poolings) {
    PipelineStage[] stages = {
      new VocabularyIndexer()
          .setInputCols("a", "b")
          .setOutputCols("a_index", "b_index")
          .setDelimiter(","),
      new FieldAssembler().setInputCols("a_index", "b_index", "n").setPoolings(poolings),
      TinyModels.classifier().setPooling(pooling)
    };
    return new Pipeline()
        .setStages(stages)
        .fit(
            rows(
                RowFactory.create(1.0, "x:2,y", "x", 1.0),
                RowFactory.create(0.0, "y", "y,z", 0.5)));
  }

  private static DeepFMClassificationModel classifier(PipelineModel model) {
    return (DeepFMClassificationModel) model.stages()[2];
  }

  private static double logit(PipelineModel model, String a, String b) {
    Row row = model.transform(rows(RowFactory.create(0.0, a, b, 1.0))).first();
    return row.<Vector>getAs("rawPrediction").apply(1);
  }

  @Test
  void theFieldsOwnPoolingWins() {
    PipelineModel model = fit("mean", "default", "sqrtn", "default");
    assertEquals(
        List.of(Pooling.MEAN, Pooling.SQRTN, Pooling.SUM),
        classifier(model).fields().fields().stream().map(Field::pooling).toList());
  }

  @Test
  void aMeanDoesNotSeeTheScaleOfTheWeights() {
    PipelineModel model = fit("mean", "default", "sum", "default");
    assertEquals(logit(model, "x", "x"), logit(model, "x:7", "x"), 1e-6);
    assertNotEquals(logit(model, "x", "x"), logit(model, "x", "x:7"), 1e-6);
  }
}
