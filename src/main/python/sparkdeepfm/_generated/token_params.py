# Written by tools/generate.py from io.sparkdeepfm.param.TokenParams.
# Edit that and run src/test/python/run.sh generate.

from collections.abc import Sequence
from typing import Any, TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._converters import Converters
from sparkdeepfm._generated.columns_params import ColumnsParams

P = TypeVar("P", bound="TokenParams")


class TokenParams(ColumnsParams):
    """The Params of ``param.TokenParams``."""

    delimiter: Param[str] = Param(
        Params._dummy(),
        "delimiter",
        "what separates the entries where a string is a list, as ',' in "
        "'qq:0.9,weixin:0.5'; empty: a string is one value. Other column types ignore it",
        Converters.toString,
    )

    delimiterArray: Param[list[str]] = Param(
        Params._dummy(),
        "delimiterArray",
        "delimiter of each input column, aligned with inputCols, instead of delimiter; "
        "must be empty for columns that are not strings",
        Converters.toListString,
    )

    vocabularies: Param[list[str]] = Param(
        Params._dummy(),
        "vocabularies",
        "name of the vocabulary of each input column, aligned with inputCols; unset: each"
        " column has one of its own, under its own name. Columns with the same name share"
        " their tokens, hence their embeddings",
        Converters.toListString,
    )

    weightDelimiter: Param[str] = Param(
        Params._dummy(),
        "weightDelimiter",
        "what separates value and weight in an entry of a delimited string; the part "
        "after its last occurrence is the weight, and an entry without it has weight 1. "
        "Empty: entries have no weights, so a value may hold any character",
        Converters.toString,
    )

    weightDelimiterArray: Param[list[str]] = Param(
        Params._dummy(),
        "weightDelimiterArray",
        "weightDelimiter of each input column, aligned with inputCols, instead of "
        "weightDelimiter",
        Converters.toListString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            delimiter="",
            weightDelimiter=":",
        )

    def setDelimiter(self: P, value: str) -> P:
        """Sets ``delimiter``: what separates the entries where a string is a list, as ',' in
        'qq:0.9,weixin:0.5'; empty: a string is one value. Other column types ignore it.
        """
        return self._set(delimiter=value)

    def getDelimiter(self) -> str:
        """The value of ``delimiter``, or its default."""
        return self._get(self.delimiter)

    def setDelimiterArray(self: P, value: Sequence[str]) -> P:
        """Sets ``delimiterArray``: delimiter of each input column, aligned with inputCols, instead
        of delimiter; must be empty for columns that are not strings.
        """
        return self._set(delimiterArray=value)

    def getDelimiterArray(self) -> list[str]:
        """The value of ``delimiterArray``, or its default."""
        return self._get(self.delimiterArray)

    def setVocabularies(self: P, value: Sequence[str]) -> P:
        """Sets ``vocabularies``: name of the vocabulary of each input column, aligned with
        inputCols; unset: each column has one of its own, under its own name. Columns with the same
        name share their tokens, hence their embeddings.
        """
        return self._set(vocabularies=value)

    def getVocabularies(self) -> list[str]:
        """The value of ``vocabularies``, or its default."""
        return self._get(self.vocabularies)

    def setWeightDelimiter(self: P, value: str) -> P:
        """Sets ``weightDelimiter``: what separates value and weight in an entry of a delimited
        string; the part after its last occurrence is the weight, and an entry without it has weight
        1. Empty: entries have no weights, so a value may hold any character.
        """
        return self._set(weightDelimiter=value)

    def getWeightDelimiter(self) -> str:
        """The value of ``weightDelimiter``, or its default."""
        return self._get(self.weightDelimiter)

    def setWeightDelimiterArray(self: P, value: Sequence[str]) -> P:
        """Sets ``weightDelimiterArray``: weightDelimiter of each input column, aligned with
        inputCols, instead of weightDelimiter.
        """
        return self._set(weightDelimiterArray=value)

    def getWeightDelimiterArray(self) -> list[str]:
        """The value of ``weightDelimiterArray``, or its default."""
        return self._get(self.weightDelimiterArray)
