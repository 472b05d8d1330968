package io.sparkdeepfm.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.testing.SavedDigests;
import io.sparkdeepfm.testing.SharedSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.QuantileDiscretizer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MLlib's buckets with handleInvalid keep, which have one more index than their metadata says. */
@Tag("spark")
class InvalidBucketTest {
  @TempDir Path folder;

  private static Dataset<Row> numbers(Double... values) {
    return SharedSpark.get().createDataset(List.of(values), Encoders.DOUBLE()).toDF("x");
  }

  private static PipelineStage bucketizer() {
    return new Bucketizer()
        .setSplits(new double[] {Double.NEGATIVE_INFINITY, 10, 30, Double.POSITIVE_INFINITY})
        .setInputCol("x")
        .setOutputCol("b")
        .setHandleInvalid("keep");
  }

  private static FieldAssembler assembler() {
    return new FieldAssembler().setInputCols("b");
  }

  private static int[] indices(PipelineStage stage, Dataset<Row> fitted, Dataset<Row> rows) {
    return new Pipeline()
            .setStages(new PipelineStage[] {stage, assembler()})
            .fit(fitted)
            .transform(rows)
            .collectAsList()
            .stream()
            .mapToInt(row -> row.<SparseVector>getAs("features").indices()[0])
            .toArray();
  }

  @Test
  void invalidValuesHaveAnIndexOfTheirOwn() {
    Dataset<Row> rows = numbers(5.0, 20.0, 40.0, Double.NaN);
    assertArrayEquals(new int[] {0, 1, 2, 3}, indices(bucketizer(), rows, rows));
    QuantileDiscretizer quantiles =
        new QuantileDiscretizer()
            .setNumBuckets(3)
            .setInputCol("x")
            .setOutputCol("b")
            .setHandleInvalid("keep");
    assertEquals(3, indices(quantiles, rows, rows)[3]);
  }

  @Test
  void theyHaveItAlsoWhereTheFittedRowsHadNone() {
    int[] found = indices(bucketizer(), numbers(5.0, 20.0), numbers(Double.NaN));
    assertArrayEquals(new int[] {3}, found);
  }

  @Test
  void otherIndicesHaveNoneToSpare() {
    Dataset<Row> rows =
        SharedSpark.get().createDataset(List.of("u", "v"), Encoders.STRING()).toDF("x");
    Dataset<Row> indexed =
        new StringIndexer().setInputCol("x").setOutputCol("b").fit(rows).transform(rows);
    Row row = assembler().transform(indexed).head();
    assertEquals(2, row.<SparseVector>getAs("features").size());
  }

  @Test
  void anAssemblerOfAnEarlierReleaseKeepsItsSizes() throws IOException {
    String path = folder.resolve("assembler").toString();
    assembler().write().save(path);
    SavedDigests.remove(Path.of(path));
    try (var files = Files.list(Path.of(path, "metadata"))) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().startsWith("part-")) {
          String text = Files.readString(file);
          Files.writeString(file, text.replace("\"formatVersion\":2", "\"formatVersion\":1"));
        }
      }
    }
    Dataset<Row> bucketed = ((Bucketizer) bucketizer()).transform(numbers(40.0, Double.NaN));
    for (FieldAssembler old :
        List.of(FieldAssembler.load(path), FieldAssembler.load(path).copy(ParamMap.empty()))) {
      Dataset<Row> rows = old.transform(bucketed);
      assertEquals(
          3, FieldMetadata.schemaOf(rows.schema().apply("features"), Pooling.SUM).numFeatures());
      assertThrows(Exception.class, rows::collectAsList);
    }
  }
}
