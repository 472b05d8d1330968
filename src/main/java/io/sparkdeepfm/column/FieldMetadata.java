package io.sparkdeepfm.column;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.Refusal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/**
 * What a features column says of its fields, in its column metadata under {@value #KEY}: {@code
 * fields}, an array of name, vocabulary, size and, unless it is left to the classifier, pooling,
 * and whether index 0 stands for unknown values. Spark's own {@code ml_attr} group says how long
 * the vector is.
 */
public final class FieldMetadata {
  /** Key of our part of the metadata of a column. */
  public static final String KEY = "sparkdeepfm";

  private static final String FIELDS = "fields";
  private static final String NAME = "name";
  private static final String VOCABULARY = "vocabulary";
  private static final String SIZE = "size";
  private static final String POOLING = "pooling";
  private static final String HAS_UNKNOWN = "hasUnknown";

  private FieldMetadata() {}

  /** Whether a features column says which fields it has. */
  public static boolean isPresent(StructField featuresField) {
    return featuresField.metadata().contains(KEY)
        && featuresField.metadata().getMetadata(KEY).contains(FIELDS);
  }

  /**
   * The fields of a features column.
   *
   * @param defaultPooling of the fields whose pooling is left to the classifier
   * @throws IllegalArgumentException if the column has no field metadata
   */
  public static FieldSchema schemaOf(StructField featuresField, Pooling defaultPooling) {
    if (!isPresent(featuresField)) {
      throw Refusal.of(
          "Column '%s' has no field metadata; assemble it with FieldAssembler or set fieldSizes.",
          featuresField.name());
    }
    List<Field> fields = new ArrayList<>();
    for (Metadata field : featuresField.metadata().getMetadata(KEY).getMetadataArray(FIELDS)) {
      Pooling pooling =
          field.contains(POOLING)
              ? EnumNames.parse(Pooling.class, POOLING, field.getString(POOLING))
              : defaultPooling;
      fields.add(
          new Field(
              field.getString(NAME),
              field.getString(VOCABULARY),
              Math.toIntExact(field.getLong(SIZE)),
              pooling));
    }
    return new FieldSchema(fields);
  }

  /** A features column with the given fields, each with its own pooling. */
  public static StructField featuresField(String column, FieldSchema schema) {
    List<Pooling> poolings = schema.fields().stream().map(Field::pooling).toList();
    return featuresField(column, schema, poolings, Set.of());
  }

  /** Names of the fields whose index 0 stands for all values that their vocabulary has not. */
  public static Set<String> fieldsWithUnknown(StructField featuresField) {
    Set<String> names = new HashSet<>();
    if (isPresent(featuresField)) {
      for (Metadata field : featuresField.metadata().getMetadata(KEY).getMetadataArray(FIELDS)) {
        if (field.contains(HAS_UNKNOWN) && field.getBoolean(HAS_UNKNOWN)) {
          names.add(field.getString(NAME));
        }
      }
    }
    return names;
  }

  /**
   * @param poolings per field, null where it is left to the classifier; those in the schema do not
   *     count
   * @param withUnknown names of the fields whose index 0 stands for unknown values
   */
  public static StructField featuresField(
      String column, FieldSchema schema, List<Pooling> poolings, Set<String> withUnknown) {
    Metadata[] fields = new Metadata[schema.numFields()];
    for (int f = 0; f < fields.length; f++) {
      Field field = schema.field(f);
      MetadataBuilder builder =
          new MetadataBuilder()
              .putString(NAME, field.name())
              .putString(VOCABULARY, field.vocabulary())
              .putLong(SIZE, field.size());
      if (poolings.get(f) != null) {
        builder.putString(POOLING, EnumNames.nameOf(poolings.get(f)));
      }
      if (withUnknown.contains(field.name())) {
        builder.putBoolean(HAS_UNKNOWN, true);
      }
      fields[f] = builder.build();
    }
    Metadata metadata =
        new MetadataBuilder()
            .withMetadata(new AttributeGroup(column, schema.numFeatures()).toMetadata())
            .putMetadata(KEY, new MetadataBuilder().putMetadataArray(FIELDS, fields).build())
            .build();
    return new StructField(column, SQLDataTypes.VectorType(), false, metadata);
  }
}
