package io.sparkdeepfm.engine.dl4j;

import static io.sparkdeepfm.testing.Refusals.assertRefused;

import io.sparkdeepfm.DeepFMClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark4")
class Dl4jRefusalTest {
  @Test
  void thisEngineIsRefusedBeforeAnythingRuns() {
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("features", SQLDataTypes.VectorType());
    DeepFMClassifier classifier = new DeepFMClassifier().setEngine("dl4j").setFieldSizes(3);
    assertRefused(
        "engine is 'dl4j', but Deeplearning4j needs Scala 2.12 and so Spark 3.5, and this is the"
            + " library for Spark 4; choose engine 'cpu'.",
        () -> classifier.transformSchema(schema));
  }
}
