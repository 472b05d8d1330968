package io.sparkdeepfm;

import static org.apache.spark.ml.functions.array_to_vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.testing.SharedSpark;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models whose parameters do not fit the heap. */
@Tag("spark")
class HeapTooSmallTest {
  /** Before rows are encoded, whose vectors would be refused too. */
  @ParameterizedTest
  @CsvSource({
    "cpu, 'use a smaller embeddingDim or smaller vocabularies'",
    "dl4j, 'choose engine ''cpu'', which exchanges only the rows that change'"
  })
  void tablesThatDoNotFitTheHeapAreRefused(String engine, String remedy) {
    Dataset<Row> rows =
        SharedSpark.get()
            .range(2)
            .select(
                functions.expr("id % 2").cast("double").as("label"),
                array_to_vector(functions.expr("ARRAY(1D, 2D, 3D)")).as("features"));
    int[] sizes = new int[100];
    Arrays.fill(sizes, 160_000);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new DeepFMClassifier()
                        .setEngine(engine)
                        .setEmbeddingDim(39)
                        .setFieldSizes(sizes)
                        .setL2(1e-6) // moves every row, so replicas hold every row
                        .fit(rows))
            .getMessage();
    String numbersAside = message.replaceAll("\\d+", "N");
    assertEquals(
        "engine '"
            + engine.replaceAll("\\d+", "N")
            + "' needs N MiB of heap in the driver for the model's N parameters, but it has N MiB;"
            + " raise spark.driver.memory (SPARK_DEEPFM_HEAP for submit/train.sh), or "
            + remedy
            + ".",
        numbersAside);
  }
}
