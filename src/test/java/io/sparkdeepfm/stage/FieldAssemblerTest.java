package io.sparkdeepfm.stage;

import static io.sparkdeepfm.testing.Frames.assertJobFails;
import static io.sparkdeepfm.testing.Frames.assertRefused;
import static io.sparkdeepfm.testing.Frames.row;
import static io.sparkdeepfm.testing.Frames.vectors;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.column.IndexMetadata;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.testing.Frames;
import io.sparkdeepfm.testing.SharedSpark;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("spark")
@Tag("spark4")
class FieldAssemblerTest {
  private static FieldAssembler assembler(String... columns) {
    return new FieldAssembler().setInputCols(columns);
  }

  private static Metadata index(int size) {
    return new IndexMetadata("v", size, false, true, null).toMetadata("i");
  }

  private static Metadata group(int size) {
    return new AttributeGroup("w", size).toMetadata();
  }

  private static StructField field(String name, DataType type, Metadata metadata) {
    return new StructField(name, type, true, metadata);
  }

  /** Columns i: index of 5, w: vector of 3, x: double, b: boolean. */
  private static Dataset<Row> data(Object[]... rows) {
    StructType schema =
        new StructType(
            new StructField[] {
              field("i", DataTypes.IntegerType, index(5)),
              field("w", SQLDataTypes.VectorType(), group(3)),
              field("x", DataTypes.DoubleType, Metadata.empty()),
              field("b", DataTypes.BooleanType, Metadata.empty())
            });
    return SharedSpark.get()
        .createDataFrame(Arrays.stream(rows).map(RowFactory::create).toList(), schema);
  }

  @Test
  void fieldsStandBehindOneAnother() {
    Dataset<Row> result =
        assembler("x", "i", "w", "b")
            .transform(
                data(
                    row(4, Vectors.sparse(3, new int[] {0, 2}, new double[] {0.5, 2}), 0.25, true),
                    row(0, Vectors.dense(1, 0, -1), -3.0, false)));
    assertEquals(
        List.of("(10,[0,5,6,8,9],[0.25,1.0,0.5,2.0,1.0])", "(10,[0,1,6,8],[-3.0,1.0,1.0,-1.0])"),
        vectors(result, "features"));
    FieldSchema expected =
        new FieldSchema(
            List.of(
                Field.numeric("x"),
                new Field("i", "v", 5, Pooling.MEAN),
                new Field("w", "w", 3, Pooling.MEAN),
                Field.numeric("b")));
    StructField features = result.schema().apply("features");
    assertEquals(expected, FieldMetadata.schemaOf(features, Pooling.MEAN));
  }

  @Test
  void nothingIsStoredForNullAndZero() {
    Dataset<Row> result =
        assembler("i", "w", "x", "b")
            .transform(
                data(
                    row(null, null, null, null),
                    row(null, Vectors.sparse(3, new int[] {1}, new double[] {0}), 0.0, false)));
    assertEquals(List.of("(10,[],[])", "(10,[],[])"), vectors(result, "features"));
  }

  @Test
  void poolingsAreWrittenDown() {
    Dataset<Row> result =
        assembler("i", "w", "x").setPoolings("sqrtn", "Default", "sum").transform(data());
    FieldSchema schema = FieldMetadata.schemaOf(result.schema().apply("features"), Pooling.MEAN);
    assertEquals(Pooling.SQRTN, schema.field(0).pooling());
    assertEquals(Pooling.MEAN, schema.field(1).pooling());
    assertEquals(Pooling.SUM, schema.field(2).pooling());
  }

  @Test
  void allNumericTypesAreNumericFieldsOrIndices() {
    Dataset<Row> base = Frames.of("x INT", row(2));
    for (String type :
        List.of("TINYINT", "SMALLINT", "INT", "BIGINT", "FLOAT", "DOUBLE", "DECIMAL(5,1)")) {
      Column cast = functions.col("x").cast(type);
      Dataset<Row> data = base.select(cast.as("n"), cast.as("i", index(4)));
      assertEquals(
          List.of("(5,[0,3],[2.0,1.0])"),
          vectors(assembler("n", "i").transform(data), "features"),
          type);
    }
  }

  @Test
  void poolingsThatDoNotFitAreRefused() {
    StructType schema = data().schema();
    assertRefused(
        "The pooling of column 'w' is 'max', but must be one of sum, mean, sqrtn",
        () -> assembler("w").setPoolings("max").transformSchema(schema));
    assertRefused(
        "The pooling of column 'x' is 'mean', but a numeric field is always summed",
        () -> assembler("x").setPoolings("mean").transformSchema(schema));
    assertRefused(
        "poolings has 1 entries",
        () -> assembler("x", "w").setPoolings("sum").transformSchema(schema));
  }

  @Test
  void columnsThatCannotBeFieldsAreRefused() {
    StructType schema = StructType.fromDDL("s STRING, d DATE, f INT");
    assertRefused(
        "Column 's' has type string; index it with VocabularyIndexer or FieldHasher first.",
        () -> assembler("s").transformSchema(schema));
    assertRefused("Column 'd' has type date, but", () -> assembler("d").transformSchema(schema));
    assertRefused("Column 'z' of inputCols", () -> assembler("z").transformSchema(schema));
    assertRefused("inputCols of", () -> new FieldAssembler().transformSchema(schema));
    assertRefused(
        "Output column 'f' is there already",
        () -> assembler("f").setOutputCol("f").transformSchema(schema));
    assertRefused("Field 'f' is there twice", () -> assembler("f", "f").transformSchema(schema));
  }

  @Test
  void columnsOfOneVocabularyMustHaveOneSize() {
    Dataset<Row> data =
        Frames.of("x INT", row(1))
            .select(functions.col("x").as("a", index(4)), functions.col("x").as("b", index(5)));
    assertRefused(
        "Field 'b' has size 5, but its vocabulary 'v' has size 4",
        () -> assembler("a", "b").transformSchema(data.schema()));
  }

  @Test
  void unknownSizesAreLeftToTheFittedPipelineButRefusedInTransform() {
    Metadata nominal = NominalAttribute.defaultAttr().toMetadata();
    Metadata unsized = new AttributeGroup("w").toMetadata();
    Dataset<Row> data =
        data(row(1, Vectors.dense(1, 2, 3), 1.0, true))
            .select(functions.col("w").as("w", unsized), functions.col("i").as("i", nominal));
    StructType schema = assembler("w", "i").transformSchema(data.schema());
    assertFalse(FieldMetadata.isPresent(schema.apply("features")));
    assertRefused(
        "Column 'w' does not say in its metadata how many elements it has",
        () -> assembler("w").transform(data));
    assertRefused(
        "Column 'i' does not say in its metadata how many indices it has",
        () -> assembler("i").transform(data));
  }

  @Test
  void indicesOutsideTheirFieldFailTheJob() {
    for (int wrong : new int[] {-1, 5}) {
      assertJobFails(
          "Column 'i' has index " + wrong + ", but its 5 indices run from 0 to 4.",
          () -> assembler("i").transform(data(row(wrong, null, null, null))).collectAsList());
    }
    Dataset<Row> fraction =
        Frames.of("x DOUBLE", row(1.5)).select(functions.col("x").as("i", index(5)));
    assertJobFails(
        "Column 'i' has index 1.5, but indices must be whole numbers from 0 to 4.",
        () -> assembler("i").transform(fraction).collectAsList());
    assertJobFails(
        "Column 'w' holds a vector of 2 elements, but its metadata says 3",
        () ->
            assembler("w")
                .transform(data(row(null, Vectors.dense(1, 2), null, null)))
                .collectAsList());
  }

  @Test
  void valuesThatAreNotFiniteFailTheJob() {
    assertJobFails(
        "Column 'x' holds NaN, but values must be finite",
        () -> assembler("x").transform(data(row(1, null, Double.NaN, null))).collectAsList());
    assertJobFails(
        "Column 'w' holds -Infinity",
        () ->
            assembler("w")
                .transform(data(row(1, Vectors.dense(0, Double.NEGATIVE_INFINITY, 0), null, null)))
                .collectAsList());
  }
}
