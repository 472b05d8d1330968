package io.sparkdeepfm.column;

import io.sparkdeepfm.data.EnumNames;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/**
 * What a features column says of its fields, in its column metadata under {@value #KEY}: {@code
 * fields}, an array of name, vocabulary, size and, unless it is left to the classifier, pooling,
 * whether index 0 stands for unknown values, and the user's column that the field was made from.
 * Spark's own {@code ml_attr} group says how long the vector is.
 */
public final class FieldMetadata {
  /** Key of our part of the metadata of a column. */
  public static final String KEY = "sparkdeepfm";

  /** Key, within ours, of the user's column that a column was made from. */
  static final String SOURCE = "source";

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

  /**
   * Metadata that say which column of the user's a column was made from, besides others.
   *
   * @param column that was read; if it was made from another, that counts
   */
  public static Metadata withSource(Metadata metadata, StructField column) {
    Metadata own = new MetadataBuilder().putString(SOURCE, sourceOf(column)).build();
    return new MetadataBuilder().withMetadata(metadata).putMetadata(KEY, own).build();
  }

  /** The user's column that a column was made from by stages of this library, or its own name. */
  public static String sourceOf(StructField column) {
    if (column.metadata().contains(KEY) && column.metadata().getMetadata(KEY).contains(SOURCE)) {
      return column.metadata().getMetadata(KEY).getString(SOURCE);
    }
    return column.name();
  }

  /**
   * The user's column of each field of a model, for texts that a user reads: {@code C1} rather than
   * {@code C1_index}. Fields whose column is not known, or not theirs alone, keep their names.
   *
   * @param featuresField column that the model reads
   * @param schema of the model
   */
  public static List<String> userColumns(StructField featuresField, FieldSchema schema) {
    Map<String, String> sources = new HashMap<>();
    if (isPresent(featuresField)) {
      for (Metadata field : featuresField.metadata().getMetadata(KEY).getMetadataArray(FIELDS)) {
        if (field.contains(SOURCE)) {
          sources.put(field.getString(NAME), field.getString(SOURCE));
        }
      }
    }
    Map<String, Integer> uses = new HashMap<>();
    for (Field field : schema.fields()) {
      uses.merge(sources.getOrDefault(field.name(), field.name()), 1, Integer::sum);
    }
    return schema.fields().stream()
        .map(
            field -> {
              String source = sources.getOrDefault(field.name(), field.name());
              return uses.get(source) == 1 ? source : field.name();
            })
        .toList();
  }

  /** A features column with the given fields, each with its own pooling. */
  public static StructField featuresField(String column, FieldSchema schema) {
    List<Pooling> poolings = schema.fields().stream().map(Field::pooling).toList();
    List<String> sources = schema.fields().stream().map(Field::name).toList();
    return featuresField(column, schema, poolings, Set.of(), sources);
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
   * @param sources per field the user's column that it was made from, see {@link #sourceOf}
   */
  public static StructField featuresField(
      String column,
      FieldSchema schema,
      List<Pooling> poolings,
      Set<String> withUnknown,
      List<String> sources) {
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
      if (!sources.get(f).equals(field.name())) {
        builder.putString(SOURCE, sources.get(f));
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
