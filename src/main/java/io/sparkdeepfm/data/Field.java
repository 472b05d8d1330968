package io.sparkdeepfm.data;

import java.io.Serializable;
import java.util.Objects;

/**
 * One field of the model: one input column of the raw data.
 *
 * @param name the column it came from, unique among the fields
 * @param vocabulary name of the vocabulary, hence of the embedding table; fields with the same
 *     vocabulary share their embedding rows and first-order weights
 * @param size number of feature indices of the field = rows of its embedding table; 1 for a numeric
 *     field
 * @param pooling how several values of the field become one vector
 */
public record Field(String name, String vocabulary, int size, Pooling pooling)
    implements Serializable {
  public Field {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(vocabulary, "vocabulary");
    Objects.requireNonNull(pooling, "pooling");
    if (size < 1) {
      throw Refusal.of("Field '%s' has size %d, but a field has at least one feature.", name, size);
    }
  }

  /** A numeric field: one embedding row, multiplied by the value. */
  public static Field numeric(String name) {
    return new Field(name, name, 1, Pooling.SUM);
  }
}
