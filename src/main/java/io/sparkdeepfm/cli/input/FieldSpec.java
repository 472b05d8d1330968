package io.sparkdeepfm.cli.input;

/**
 * One entry of fields.json: a column of the input and how it becomes a field of the model.
 *
 * <p>A null number means that the file does not say, so the stage's own default holds.
 *
 * @param column name of the input column
 * @param logMinMax numeric only: scale by log(1 + x) and min-max, rather than take the raw value
 * @param clip numeric only: largest raw value, or null
 * @param hashed encode by hash rather than by vocabulary
 * @param vocabulary fields of one vocabulary share their embedding rows; by default the column
 * @param pooling {@code default}, {@code sum}, {@code mean} or {@code sqrtn}
 * @param delimiter between the values of a delimited string; empty where there is none
 * @param weightDelimiter between a value and its weight in a delimited string; empty where values
 *     have no weights
 */
public record FieldSpec(
    String column,
    FieldType type,
    boolean logMinMax,
    Double clip,
    boolean hashed,
    Integer minFrequency,
    Integer maxVocabularySize,
    Integer numBuckets,
    String vocabulary,
    String pooling,
    String delimiter,
    String weightDelimiter) {

  public boolean isNumeric() {
    return type == FieldType.NUMERIC;
  }

  /** The same field with the options that its vocabulary has in another field. */
  public FieldSpec withVocabularyOptions(Integer minimum, Integer maximum, Integer buckets) {
    return with(minimum, maximum, buckets, delimiter);
  }

  /** The same field with the delimiter that a text format implies where the file names none. */
  public FieldSpec withDefaultDelimiter(String byDefault) {
    return type == FieldType.MULTIVALUED && delimiter.isEmpty()
        ? with(minFrequency, maxVocabularySize, numBuckets, byDefault)
        : this;
  }

  private FieldSpec with(Integer minimum, Integer maximum, Integer buckets, String between) {
    return new FieldSpec(
        column,
        type,
        logMinMax,
        clip,
        hashed,
        minimum,
        maximum,
        buckets,
        vocabulary,
        pooling,
        between,
        weightDelimiter);
  }

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
}
