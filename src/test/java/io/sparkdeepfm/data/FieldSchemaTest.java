package io.sparkdeepfm.data;

import static io.sparkdeepfm.testing.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FieldSchemaTest {
  private static final Field PRICE = Field.numeric("price");
  private static final Field APP = new Field("app", "apps", 5, Pooling.SUM);
  private static final Field CITY = new Field("city", "cities", 4, Pooling.SUM);
  private static final Field INSTALLED = new Field("installed", "apps", 5, Pooling.MEAN);

  private final FieldSchema schema = new FieldSchema(List.of(PRICE, APP, CITY, INSTALLED));

  @Test
  void fieldsFollowEachOtherInTheVector() {
    assertEquals(4, schema.numFields());
    assertArrayEquals(
        new int[] {0, 1, 6, 10, 15}, IntStream.rangeClosed(0, 4).map(schema::begin).toArray());
    assertEquals(15, schema.numFeatures());
    assertEquals(CITY, schema.field(2));
  }

  @Test
  void fieldsOfOneVocabularyShareATableNumberedByFirstAppearance() {
    assertEquals(3, schema.numTables());
    assertArrayEquals(new int[] {0, 1, 2, 1}, IntStream.range(0, 4).map(schema::tableOf).toArray());
    assertEquals(
        List.of("price", "apps", "cities"),
        IntStream.range(0, 3).mapToObj(schema::tableName).toList());
    assertArrayEquals(new int[] {1, 5, 4}, IntStream.range(0, 3).map(schema::tableSize).toArray());
    assertEquals(10, schema.numEmbeddings());
  }

  @Test
  void vocabulariesOfAnySizeAreComparedByValue() {
    List<Field> fields = new ArrayList<>();
    fields.add(new Field("a", "words", 100_000, Pooling.SUM));
    fields.add(new Field("b", "words", 100_000, Pooling.SUM));
    assertEquals(1, new FieldSchema(fields).numTables());
  }

  @Test
  void theFieldsAreACopyThatCannotBeChanged() {
    List<Field> fields = new ArrayList<>(List.of(PRICE));
    FieldSchema one = new FieldSchema(fields);
    fields.add(APP);
    assertEquals(List.of(PRICE), one.fields());
    assertThrows(UnsupportedOperationException.class, () -> one.fields().add(APP));
  }

  @Test
  void schemasAreEqualWhenTheirFieldsAre() {
    FieldSchema same = new FieldSchema(List.of(PRICE, APP, CITY, INSTALLED));
    assertEquals(schema, same);
    assertEquals(schema.hashCode(), same.hashCode());
    assertNotEquals(schema, new FieldSchema(List.of(PRICE, CITY, APP, INSTALLED)));
  }

  @Test
  void noFieldIsRefused() {
    assertRefused(
        "There are 0 fields, but a model needs at least one.", () -> new FieldSchema(List.of()));
  }

  @Test
  void twoFieldsOfOneNameAreRefused() {
    Field again = new Field("app", "others", 3, Pooling.SUM);
    assertRefused(
        "Field 'app' is there twice; field names must differ.",
        () -> new FieldSchema(List.of(APP, again)));
  }

  @Test
  void twoSizesOfOneVocabularyAreRefused() {
    Field larger = new Field("removed", "apps", 6, Pooling.SUM);
    assertRefused(
        "Field 'removed' has size 6, but its vocabulary 'apps' has size 5 in an earlier field;"
            + " fields that share a vocabulary must be indexed by the same stage.",
        () -> new FieldSchema(List.of(APP, larger)));
  }

  @Test
  void aVectorLongerThanAnArrayCanBeIsRefused() {
    Field first = new Field("first", "first", 1 << 30, Pooling.SUM);
    Field second = new Field("second", "second", 1 << 30, Pooling.SUM);
    assertRefused(
        "The features vector would have more than 2147483647 elements at field 'second';"
            + " use smaller vocabularies or fewer buckets.",
        () -> new FieldSchema(List.of(first, second)));
  }
}
