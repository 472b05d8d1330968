package io.sparkdeepfm.cli.input;

/** What a column of the input holds, as fields.json says it in lower case. */
public enum FieldType {
  /** One number per row. */
  NUMERIC,
  /** One value per row: a string, a number or a boolean. */
  CATEGORICAL,
  /** Several values per row: an array, a map from value to weight, or a delimited string. */
  MULTIVALUED,
  /** A sentence, whose lower-cased words are the values. */
  TEXT
}
