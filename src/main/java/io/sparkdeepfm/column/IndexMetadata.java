package io.sparkdeepfm.column;

import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/**
 * What an index column says of itself, under the key {@value FieldMetadata#KEY} and, for MLlib's
 * own stages, under {@code ml_attr}.
 *
 * @param vocabulary name of the vocabulary that the indices are of
 * @param size number of indices, or {@link #UNKNOWN_SIZE} before the vocabulary is built
 * @param multiValued whether the column holds vectors of weights, rather than one index per cell
 * @param hasUnknown whether index 0 stands for all values that the vocabulary has not
 * @param source the user's column that the indices stand for, see {@link FieldMetadata#sourceOf};
 *     null if it is not known
 */
public record IndexMetadata(
    String vocabulary, int size, boolean multiValued, boolean hasUnknown, String source) {
  public static final int UNKNOWN_SIZE = -1;
  private static final String VOCABULARY = "vocabulary";
  private static final String SIZE = "size";
  private static final String MULTI_VALUED = "multiValued";
  private static final String HAS_UNKNOWN = "hasUnknown";

  public Metadata toMetadata(String column) {
    MetadataBuilder own =
        new MetadataBuilder()
            .putString(VOCABULARY, vocabulary)
            .putLong(SIZE, size)
            .putBoolean(MULTI_VALUED, multiValued)
            .putBoolean(HAS_UNKNOWN, hasUnknown);
    if (source != null) {
      own.putString(FieldMetadata.SOURCE, source);
    }
    return new MetadataBuilder()
        .withMetadata(sparkMetadata(column))
        .putMetadata(FieldMetadata.KEY, own.build())
        .build();
  }

  private Metadata sparkMetadata(String column) {
    boolean sized = size != UNKNOWN_SIZE;
    if (multiValued) {
      return (sized ? new AttributeGroup(column, size) : new AttributeGroup(column)).toMetadata();
    }
    NominalAttribute attribute = NominalAttribute.defaultAttr().withName(column);
    return (sized ? attribute.withNumValues(size) : attribute).toMetadata();
  }

  /** What the column says of itself, or null if it does not come from a stage of this package. */
  public static IndexMetadata of(StructField column) {
    if (!column.metadata().contains(FieldMetadata.KEY)) {
      return null;
    }
    Metadata own = column.metadata().getMetadata(FieldMetadata.KEY);
    if (!own.contains(VOCABULARY)) {
      return null;
    }
    return new IndexMetadata(
        own.getString(VOCABULARY),
        Math.toIntExact(own.getLong(SIZE)),
        own.getBoolean(MULTI_VALUED),
        own.contains(HAS_UNKNOWN) && own.getBoolean(HAS_UNKNOWN), // rows saved by 0.1.0 lack it
        own.contains(FieldMetadata.SOURCE) ? own.getString(FieldMetadata.SOURCE) : null);
  }
}
