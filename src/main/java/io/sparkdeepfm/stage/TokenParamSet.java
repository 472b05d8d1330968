package io.sparkdeepfm.stage;

import java.io.Serializable;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The declarations behind {@link TokenParams}. */
public final class TokenParamSet implements Serializable {
  final StringArrayParam inputCols;
  final StringArrayParam outputCols;
  final StringArrayParam vocabularies;
  final Param<String> delimiter;
  final StringArrayParam delimiterArray;
  final Param<String> weightDelimiter;
  final StringArrayParam weightDelimiterArray;

  /**
   * @param stage its uid must be set already
   */
  TokenParamSet(Params stage) {
    inputCols = ParamDeclarations.inputCols(stage);
    outputCols = ParamDeclarations.outputCols(stage);
    vocabularies =
        new StringArrayParam(
            stage,
            "vocabularies",
            "name of the vocabulary of each input column, aligned with inputCols; unset: each"
                + " column has one of its own, under its own name. Columns with the same name share"
                + " their tokens, hence their embeddings");
    delimiter =
        new Param<>(
            stage,
            "delimiter",
            "what separates the entries where a string is a list, as ',' in 'qq:0.9,weixin:0.5';"
                + " empty: a string is one value. Other column types ignore it");
    delimiterArray =
        new StringArrayParam(
            stage,
            "delimiterArray",
            "delimiter of each input column, aligned with inputCols, instead of delimiter;"
                + " must be empty for columns that are not strings");
    weightDelimiter =
        new Param<>(
            stage,
            "weightDelimiter",
            "what separates value and weight in an entry of a delimited string; the part after its"
                + " last occurrence is the weight, and an entry without it has weight 1. Empty:"
                + " entries have no weights, so a value may hold any character");
    weightDelimiterArray =
        new StringArrayParam(
            stage,
            "weightDelimiterArray",
            "weightDelimiter of each input column, aligned with inputCols, instead of"
                + " weightDelimiter");
    stage.setDefault(delimiter, "");
    stage.setDefault(weightDelimiter, ":");
  }
}
