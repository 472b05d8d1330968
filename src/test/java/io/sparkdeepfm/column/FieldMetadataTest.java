package io.sparkdeepfm.column;

import static io.sparkdeepfm.testing.Frames.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;

class FieldMetadataTest {
  private static final FieldSchema SCHEMA =
      new FieldSchema(
          List.of(
              Field.numeric("I1"),
              new Field("installed", "app", 100, Pooling.MEAN),
              new Field("active", "app", 100, Pooling.SUM)));
  private static final List<String> NAMES = List.of("I1", "installed", "active");

  @Test
  void aSchemaSurvivesTheMetadata() {
    StructField column = FieldMetadata.featuresField("features", SCHEMA);
    assertTrue(FieldMetadata.isPresent(column));
    assertEquals(SCHEMA, FieldMetadata.schemaOf(column, Pooling.SQRTN));
    Metadata reread = Metadata.fromJson(column.metadata().json());
    StructField copy = new StructField("f", column.dataType(), true, reread);
    assertEquals(SCHEMA, FieldMetadata.schemaOf(copy, Pooling.SQRTN));
  }

  @Test
  void theDefaultPoolingHoldsWhereNoneWasChosen() {
    StructField column =
        FieldMetadata.featuresField(
            "f", SCHEMA, Arrays.asList(Pooling.SUM, null, Pooling.MEAN), Set.of(), NAMES);
    List<Pooling> poolings =
        FieldMetadata.schemaOf(column, Pooling.SQRTN).fields().stream()
            .map(Field::pooling)
            .toList();
    assertEquals(List.of(Pooling.SUM, Pooling.SQRTN, Pooling.MEAN), poolings);
  }

  @Test
  void fieldsWithAnUnknownAreRemembered() {
    StructField column =
        FieldMetadata.featuresField(
            "f", SCHEMA, Arrays.asList(null, null, null), Set.of("active", "other"), NAMES);
    assertEquals(Set.of("active"), FieldMetadata.fieldsWithUnknown(column));
    assertEquals(
        Set.of(), FieldMetadata.fieldsWithUnknown(FieldMetadata.featuresField("f", SCHEMA)));
    StructField plain = new StructField("f", SQLDataTypes.VectorType(), true, Metadata.empty());
    assertEquals(Set.of(), FieldMetadata.fieldsWithUnknown(plain));
  }

  @Test
  void sparkFindsTheLengthOfTheVector() {
    StructField column = FieldMetadata.featuresField("features", SCHEMA);
    assertEquals(201, AttributeGroup.fromStructField(column).size());
  }

  @Test
  void aColumnWithoutFieldMetadataIsRefused() {
    StructField plain =
        new StructField("features", SQLDataTypes.VectorType(), true, Metadata.empty());
    StructField index =
        new StructField(
            "i",
            DataTypes.IntegerType,
            true,
            new IndexMetadata("v", 5, false, false, "c").toMetadata("i"));
    assertFalse(FieldMetadata.isPresent(plain));
    assertFalse(FieldMetadata.isPresent(index));
    assertRefused(
        "Column 'features' has no field metadata; assemble it with FieldAssembler or set"
            + " fieldSizes.",
        () -> FieldMetadata.schemaOf(plain, Pooling.SUM));
  }

  private static StructField features(String... sources) {
    List<Pooling> poolings = Arrays.asList(null, null, null);
    return FieldMetadata.featuresField("f", SCHEMA, poolings, Set.of(), List.of(sources));
  }

  @Test
  void fieldsAreCalledByTheColumnsOfTheUser() {
    assertEquals(
        List.of("price", "installed", "apps"),
        FieldMetadata.userColumns(features("price", "installed", "apps"), SCHEMA));
    StructField plain = new StructField("f", SQLDataTypes.VectorType(), true, Metadata.empty());
    assertEquals(NAMES, FieldMetadata.userColumns(plain, SCHEMA));
  }

  @Test
  void fieldsOfOneColumnKeepTheirNames() {
    assertEquals(
        List.of("I1", "installed", "apps"),
        FieldMetadata.userColumns(features("installed", "installed", "apps"), SCHEMA));
  }

  @Test
  void whatAColumnWasMadeFromGoesOnFromStageToStage() {
    StructField raw = new StructField("I1", DataTypes.DoubleType, true, Metadata.empty());
    assertEquals("I1", FieldMetadata.sourceOf(raw));
    StructField scaled =
        new StructField(
            "scaled", DataTypes.DoubleType, true, FieldMetadata.withSource(raw.metadata(), raw));
    StructField again =
        new StructField(
            "again", DataTypes.DoubleType, true, FieldMetadata.withSource(raw.metadata(), scaled));
    assertEquals("I1", FieldMetadata.sourceOf(again));
  }

  @Test
  void indexColumnsSayTheirVocabulary() {
    for (boolean multiValued : new boolean[] {true, false}) {
      IndexMetadata written =
          new IndexMetadata("app", 7, multiValued, !multiValued, multiValued ? "apps" : null);
      StructField column =
          new StructField("c", DataTypes.IntegerType, true, written.toMetadata("c"));
      assertEquals(written, IndexMetadata.of(column));
    }
    assertNull(IndexMetadata.of(FieldMetadata.featuresField("f", SCHEMA)));
    assertNull(
        IndexMetadata.of(new StructField("c", DataTypes.IntegerType, true, Metadata.empty())));
  }
}
