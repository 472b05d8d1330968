package io.sparkdeepfm.stage;

import io.sparkdeepfm.column.Columns;
import io.sparkdeepfm.column.IndexMetadata;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.Pooling;
import io.sparkdeepfm.data.Refusal;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * What {@link FieldAssembler} takes an input column for.
 *
 * @param column its type and metadata
 * @param kind how its cells are read
 * @param vocabulary name of the vocabulary
 * @param size number of features, or {@link IndexMetadata#UNKNOWN_SIZE}
 */
record AssemblerInput(StructField column, Kind kind, String vocabulary, int size) {
  enum Kind {
    /** A number is the value of the one feature. */
    NUMERIC,
    /** A number is the index of the feature, whose value is 1. */
    INDEX,
    /** A vector holds the value of each feature. */
    VECTOR
  }

  /**
   * @param sparesInvalid whether buckets get one more index, as {@link #ofNumber} says
   * @throws IllegalArgumentException if the column has a type that no field can have
   */
  static AssemblerInput of(StructField column, boolean sparesInvalid) {
    IndexMetadata index = IndexMetadata.of(column);
    if (column.dataType().equals(SQLDataTypes.VectorType())) {
      int size = AttributeGroup.fromStructField(column).size();
      String vocabulary = index == null ? column.name() : index.vocabulary();
      return new AssemblerInput(column, Kind.VECTOR, vocabulary, size);
    }
    if (column.dataType() instanceof BooleanType) {
      return new AssemblerInput(column, Kind.NUMERIC, column.name(), 1);
    }
    if (column.dataType() instanceof NumericType) {
      return ofNumber(column, index, sparesInvalid);
    }
    throw Refusal.of(
        column.dataType() instanceof StringType
            ? "Column '%s' has type %s; index it with VocabularyIndexer or FieldHasher first."
            : "Column '%s' has type %s, but must be a number, a boolean or a vector; index it"
                + " with VocabularyIndexer or FieldHasher first.",
        column.name(),
        column.dataType().catalogString());
  }

  /**
   * MLlib's {@code Bucketizer} with {@code handleInvalid} keep gives NaN the index after those of
   * its metadata, which does not say so; so ordered values with names, which only buckets are, are
   * one more.
   */
  private static AssemblerInput ofNumber(
      StructField column, IndexMetadata index, boolean sparesInvalid) {
    if (index != null) {
      return new AssemblerInput(column, Kind.INDEX, index.vocabulary(), index.size());
    }
    Attribute attribute = Attribute.fromStructField(column);
    if (!attribute.isNominal() || attribute instanceof BinaryAttribute) {
      return new AssemblerInput(column, Kind.NUMERIC, column.name(), 1);
    }
    NominalAttribute nominal = (NominalAttribute) attribute;
    scala.Option<Object> numValues = nominal.getNumValues();
    int size = numValues.isDefined() ? (int) numValues.get() : IndexMetadata.UNKNOWN_SIZE;
    boolean isBucket = nominal.values().isDefined() && nominal.isOrdinal().contains(true);
    if (sparesInvalid && isBucket) {
      size++;
    }
    return new AssemblerInput(column, Kind.INDEX, column.name(), size);
  }

  /** Whether index 0 stands for all values that the vocabulary has not. */
  boolean hasUnknown() {
    IndexMetadata index = IndexMetadata.of(column);
    return index != null && index.hasUnknown();
  }

  boolean isSized() {
    return size != IndexMetadata.UNKNOWN_SIZE;
  }

  /**
   * The field that the column becomes.
   *
   * @throws IllegalArgumentException if the number of features is not known
   */
  Field field(Pooling pooling) {
    if (!isSized()) {
      throw Refusal.of(
          "Column '%s' does not say in its metadata how many %s it has; make it with"
              + " VocabularyIndexer or FieldHasher, or add the size with MLlib's %s.",
          column.name(),
          kind == Kind.VECTOR ? "elements" : "indices",
          kind == Kind.VECTOR ? "VectorSizeHint" : "StringIndexer or Bucketizer");
    }
    return new Field(column.name(), vocabulary, size, pooling);
  }

  /** The cells as {@code int}, {@code double} or {@code Vector}. */
  Column cells() {
    Column cells = Columns.reference(column.name());
    return cellType().equals(column.dataType()) ? cells : cells.cast(cellType());
  }

  /** Type of {@link #cells}. */
  DataType cellType() {
    boolean asIs =
        kind == Kind.VECTOR || (kind == Kind.INDEX && column.dataType() instanceof IntegerType);
    return asIs ? column.dataType() : DataTypes.DoubleType;
  }
}
