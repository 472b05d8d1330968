package io.sparkdeepfm.benchmark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.testing.SharedSpark;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files for PyTorch of two examples: a price, words that are pooled, and two fields of one table.
 */
@Tag("spark")
class EncodedRowsTest {
  private static final FieldSchema SCHEMA =
      new FieldSchema(
          List.of(
              Field.numeric("price"),
              new Field("words", "words", 5, Pooling.MEAN),
              new Field("seen", "items", 3, Pooling.SUM),
              new Field("item", "items", 3, Pooling.SUM)));

  @TempDir Path folder;

  private ByteBuffer read(String file) throws Exception {
    byte[] bytes = Files.readAllBytes(folder.resolve("test").resolve(file));
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private float[] floats(String file) throws Exception {
    float[] values = new float[read(file).asFloatBuffer().remaining()];
    read(file).asFloatBuffer().get(values);
    return values;
  }

  @Test
  void anExampleHasAPlaceForEachValueOfTheLongestFieldsAndIndicesOfJoinedTables() throws Exception {
    StructType type =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add(FieldMetadata.featuresField("features", SCHEMA));
    Row first =
        RowFactory.create(
            1.0, Vectors.sparse(12, new int[] {0, 2, 4, 6, 9}, new double[] {0.5, 1, 3, 1, 1}));
    Row second = RowFactory.create(0.0, Vectors.sparse(12, new int[] {5, 8}, new double[] {2, 1}));
    Dataset<Row> rows = SharedSpark.get().createDataFrame(List.of(first, second), type).coalesce(1);
    EncodedRows.write(Map.of("test", rows), folder);
    assertEquals(
        Map.of("embeddings", 9, "fieldOfSlot", List.of(0, 1, 1, 2, 3)),
        new ObjectMapper().readValue(folder.resolve("shape.json").toFile(), Map.class));
    assertArrayEquals(new float[] {1, 0}, floats("labels"));
    int[] indices = new int[10];
    read("rows").asIntBuffer().get(indices);
    assertArrayEquals(new int[] {0, 2, 4, 6, 6, 0, 5, 0, 8, 0}, indices);
    assertArrayEquals(new float[] {0.5f, 0.25f, 0.75f, 1, 1, 0, 1, 0, 1, 0}, floats("values"));
  }
}
