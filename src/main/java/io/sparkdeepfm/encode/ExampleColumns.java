package io.sparkdeepfm.encode;

import java.io.Serializable;

/**
 * The columns that training reads.
 *
 * @param features vector column
 * @param label numeric column of 0 and 1
 * @param weight numeric column, or null where every row weighs 1
 * @param validationIndicator boolean column, or null where every row is for training
 */
public record ExampleColumns(
    String features, String label, String weight, String validationIndicator)
    implements Serializable {}
