package io.sparkdeepfm.param;

import io.sparkdeepfm.data.Refusal;
import io.sparkdeepfm.param.InputColumnsParams.ColumnsParams;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * A stage that reads tokens: one per cell of a string, number or boolean column; several per cell
 * of an {@code array}, of a {@code map} from value to weight, or of a delimited string.
 *
 * @param <S> the stage, returned by its setters
 */
public interface TokenParams<S> extends ColumnsParams<S> {
  /** Name of each column's vocabulary; columns with equal names share one. */
  default StringArrayParam vocabularies() {
    return new StringArrayParam(
        this,
        "vocabularies",
        "name of the vocabulary of each input column, aligned with inputCols; unset: each"
            + " column has one of its own, under its own name. Columns with the same name share"
            + " their tokens, hence their embeddings");
  }

  /** What separates the entries of a string that is a list. */
  default Param<String> delimiter() {
    return new Param<>(
        this,
        "delimiter",
        "what separates the entries where a string is a list, as ',' in 'qq:0.9,weixin:0.5';"
            + " empty: a string is one value. Other column types ignore it");
  }

  /** {@link #delimiter()} column by column. */
  default StringArrayParam delimiterArray() {
    return new StringArrayParam(
        this,
        "delimiterArray",
        "delimiter of each input column, aligned with inputCols, instead of delimiter;"
            + " must be empty for columns that are not strings");
  }

  /** What separates the value from its weight within an entry of a delimited string. */
  default Param<String> weightDelimiter() {
    return new Param<>(
        this,
        "weightDelimiter",
        "what separates value and weight in an entry of a delimited string; the part after its"
            + " last occurrence is the weight, and an entry without it has weight 1. Empty:"
            + " entries have no weights, so a value may hold any character");
  }

  /** {@link #weightDelimiter()} column by column. */
  default StringArrayParam weightDelimiterArray() {
    return new StringArrayParam(
        this,
        "weightDelimiterArray",
        "weightDelimiter of each input column, aligned with inputCols, instead of weightDelimiter");
  }

  /** Sets the defaults of these Params. */
  default void setTokenDefaults() {
    setDefault(delimiter(), "");
    setDefault(weightDelimiter(), ":");
  }

  default S setVocabularies(String... names) {
    return with(vocabularies(), names);
  }

  /** The vocabulary of each input column: as set, else the column's own name. */
  default String[] getVocabularies() {
    return isDefined(vocabularies()) ? getOrDefault(vocabularies()) : getInputCols();
  }

  /**
   * Lets some of the input columns share one vocabulary; may be called once per vocabulary.
   *
   * @throws IllegalArgumentException if a column is not among {@code inputCols}, which have to be
   *     set before
   */
  default S setSharedVocabulary(String name, String... columns) {
    if (!isDefined(inputCols())) {
      throw Refusal.of("Set inputCols before sharing vocabulary '%s' between them.", name);
    }
    List<String> inputs = Arrays.asList(getInputCols());
    String[] names = getVocabularies().clone();
    for (String column : columns) {
      if (!inputs.contains(column)) {
        throw Refusal.of(
            "Column '%s' of shared vocabulary '%s' is not among inputCols %s.",
            column, name, inputs);
      }
      for (int c = 0; c < names.length; c++) {
        names[c] = inputs.get(c).equals(column) ? name : names[c];
      }
    }
    return setVocabularies(names);
  }

  default S setDelimiter(String value) {
    return with(delimiter(), value);
  }

  default String getDelimiter() {
    return getOrDefault(delimiter());
  }

  default S setDelimiterArray(String... values) {
    return with(delimiterArray(), values);
  }

  default String[] getDelimiterArray() {
    return getOrDefault(delimiterArray());
  }

  default S setWeightDelimiter(String value) {
    return with(weightDelimiter(), value);
  }

  default String getWeightDelimiter() {
    return getOrDefault(weightDelimiter());
  }

  default S setWeightDelimiterArray(String... values) {
    return with(weightDelimiterArray(), values);
  }

  default String[] getWeightDelimiterArray() {
    return getOrDefault(weightDelimiterArray());
  }
}
