package io.sparkdeepfm.encode;

import java.io.Serializable;

/**
 * What the training examples have in a field; every example counts once, whatever its weight.
 *
 * @param name of the field
 * @param vocabulary of the field; a numeric field's is its own
 * @param size number of features, the unknown included; 1 for a numeric field
 * @param unknownRate part of the values that are not in the vocabulary; NaN where the field does
 *     not come from a {@code VocabularyIndexer}, or has no value at all
 * @param emptyRate part of the examples without a value; those of a numeric field that are 0
 * @param valuesPerExample mean number of values that are not 0, over all examples
 */
public record FieldUsage(
    String name,
    String vocabulary,
    int size,
    double unknownRate,
    double emptyRate,
    double valuesPerExample)
    implements Serializable {}
