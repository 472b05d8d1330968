package io.sparkdeepfm.scoring;

import io.sparkdeepfm.column.FieldMetadata;
import io.sparkdeepfm.data.Field;
import io.sparkdeepfm.data.FieldSchema;
import org.apache.spark.sql.types.StructField;

/** Checks that a features column has the fields that a model was trained on. */
public final class ScoredColumns {
  private ScoredColumns() {}

  /**
   * A column without field metadata passes: its vectors are checked one by one.
   *
   * @throws IllegalArgumentException if its fields are others
   */
  public static void check(StructField features, FieldSchema trained) {
    if (!FieldMetadata.isPresent(features)) {
      return;
    }
    FieldSchema given = FieldMetadata.schemaOf(features, trained.field(0).pooling());
    if (given.numFields() != trained.numFields()) {
      throw refusal(
          "Column '%s' has %d fields, but the model was trained on %d",
          features.name(), given.numFields(), trained.numFields());
    }
    for (int f = 0; f < given.numFields(); f++) {
      Field a = given.field(f);
      Field b = trained.field(f);
      if (a.size() != b.size() || !a.name().equals(b.name())) {
        throw refusal(
            "Field %d of column '%s' is '%s' of size %d, but the model was trained on '%s' of"
                + " size %d",
            f, features.name(), a.name(), a.size(), b.name(), b.size());
      }
      if (!a.vocabulary().equals(b.vocabulary())) {
        throw refusal(
            "Field %d of column '%s' draws on the vocabulary '%s', but the model was trained on"
                + " the vocabulary '%s'",
            f, features.name(), a.vocabulary(), b.vocabulary());
      }
    }
  }

  private static IllegalArgumentException refusal(String difference, Object... values) {
    return new IllegalArgumentException(
        String.format(difference, values)
            + "; assemble it with the stages that the model was trained with.");
  }
}
