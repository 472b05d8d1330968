# Written by tools/generate.py from io.sparkdeepfm.stage.VocabularyIndexer.
# Edit that and run src/test/python/run.sh generate.

from collections.abc import Sequence
from typing import TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._converters import Converters
from sparkdeepfm._generated.token_params import TokenParams
from sparkdeepfm._keywords import keywords

P = TypeVar("P", bound="VocabularyIndexerParams")


class VocabularyIndexerParams(TokenParams):
    """Builds vocabularies of the tokens in any number of columns and gives each token an
    index.

    Index 0 is the unknown: tokens that training did not have, or too rarely. The others
    follow by descending count, ties by ascending UTF-8 bytes. A token counts once per
    cell in which it stands with a weight other than 0. Null cells are missing and null
    elements are left out; neither is the unknown.

    Numbers without a fraction are one token in every type: ``3``, ``3.0`` and the
    string ``"3"``; other numbers are as they print, decimals without trailing zeros. An
    empty string is a token, except in a delimited list.

    All vocabularies are counted by one Spark query however many columns there are; only
    the tokens that stay come to the driver.

    With an initial model (``setInitialModel`` or ``initialModelPath``) its vocabularies
    are extended, so that a model can be trained on: every old token keeps its index and
    adds to its count, also where it is rare or absent in the new data; new tokens that
    stand in at least ``minFrequency`` cells of the new data follow, in the order above,
    as long as there are no more than ``maxVocabularySize`` in all. Vocabularies are
    matched by name.

    Parameters
    ----------
    delimiter : str, default ""
        what separates the entries where a string is a list, as ',' in 'qq:0.9,weixin:0.5';
        empty: a string is one value. Other column types ignore it
    delimiterArray : list[str], optional
        delimiter of each input column, aligned with inputCols, instead of delimiter; must be
        empty for columns that are not strings
    initialModelPath : str, optional
        path of a saved VocabularyIndexerModel, or of a saved PipelineModel whose last one is
        meant, whose vocabularies are extended; unset: new vocabularies
    inputCols : list[str], optional
        names of the columns to read, at least one
    maxVocabularySize : int, default 2147483646
        at most so many tokens are kept per vocabulary, the most frequent, at least 1; the
        unknown is not counted
    maxVocabularySizeArray : list[int], optional
        maxVocabularySize of each input column, aligned with inputCols, instead of
        maxVocabularySize; each at least 1
    minFrequency : int, default 1
        tokens that stand in fewer cells of the training data are unknown, at least 1; higher:
        smaller tables, less overfitting to rare tokens
    minFrequencyArray : list[int], optional
        minFrequency of each input column, aligned with inputCols, instead of minFrequency;
        each at least 1
    outputCols : list[str], optional
        names of the columns to write, aligned with inputCols; they must not exist yet
    vocabularies : list[str], optional
        name of the vocabulary of each input column, aligned with inputCols; unset: each column
        has one of its own, under its own name. Columns with the same name share their tokens,
        hence their embeddings
    weightDelimiter : str, default ":"
        what separates value and weight in an entry of a delimited string; the part after its
        last occurrence is the weight, and an entry without it has weight 1. Empty: entries
        have no weights, so a value may hold any character
    weightDelimiterArray : list[str], optional
        weightDelimiter of each input column, aligned with inputCols, instead of
        weightDelimiter
    """

    _java_class = "io.sparkdeepfm.stage.VocabularyIndexer"

    initialModelPath: Param[str] = Param(
        Params._dummy(),
        "initialModelPath",
        "path of a saved VocabularyIndexerModel, or of a saved PipelineModel whose last "
        "one is meant, whose vocabularies are extended; unset: new vocabularies",
        Converters.toString,
    )

    maxVocabularySize: Param[int] = Param(
        Params._dummy(),
        "maxVocabularySize",
        "at most so many tokens are kept per vocabulary, the most frequent, at least 1; "
        "the unknown is not counted",
        Converters.toInt,
    )

    maxVocabularySizeArray: Param[list[int]] = Param(
        Params._dummy(),
        "maxVocabularySizeArray",
        "maxVocabularySize of each input column, aligned with inputCols, instead of "
        "maxVocabularySize; each at least 1",
        Converters.toListInt,
    )

    minFrequency: Param[int] = Param(
        Params._dummy(),
        "minFrequency",
        "tokens that stand in fewer cells of the training data are unknown, at least 1; "
        "higher: smaller tables, less overfitting to rare tokens",
        Converters.toInt,
    )

    minFrequencyArray: Param[list[int]] = Param(
        Params._dummy(),
        "minFrequencyArray",
        "minFrequency of each input column, aligned with inputCols, instead of "
        "minFrequency; each at least 1",
        Converters.toListInt,
    )

    @keywords
    def __init__(
        self,
        *,
        delimiter: str = "",
        delimiterArray: Sequence[str] | None = None,
        initialModelPath: str | None = None,
        inputCols: Sequence[str] | None = None,
        maxVocabularySize: int = 2147483646,
        maxVocabularySizeArray: Sequence[int] | None = None,
        minFrequency: int = 1,
        minFrequencyArray: Sequence[int] | None = None,
        outputCols: Sequence[str] | None = None,
        vocabularies: Sequence[str] | None = None,
        weightDelimiter: str = ":",
        weightDelimiterArray: Sequence[str] | None = None,
    ) -> None:
        super().__init__()
        self._setDefault(
            maxVocabularySize=2147483646,
            minFrequency=1,
        )
        self._create()

    @keywords
    def setParams(
        self: P,
        *,
        delimiter: str = "",
        delimiterArray: Sequence[str] | None = None,
        initialModelPath: str | None = None,
        inputCols: Sequence[str] | None = None,
        maxVocabularySize: int = 2147483646,
        maxVocabularySizeArray: Sequence[int] | None = None,
        minFrequency: int = 1,
        minFrequencyArray: Sequence[int] | None = None,
        outputCols: Sequence[str] | None = None,
        vocabularies: Sequence[str] | None = None,
        weightDelimiter: str = ":",
        weightDelimiterArray: Sequence[str] | None = None,
    ) -> P:
        """Sets the parameters that are given, by name, as the constructor does."""
        return self._set(**self._given)

    def setInitialModelPath(self: P, value: str) -> P:
        """Sets ``initialModelPath``: path of a saved VocabularyIndexerModel, or of a saved
        PipelineModel whose last one is meant, whose vocabularies are extended; unset: new
        vocabularies.
        """
        return self._set(initialModelPath=value)

    def getInitialModelPath(self) -> str | None:
        """The value of ``initialModelPath``, or its default."""
        return self._get_optional(self.initialModelPath)

    def setMaxVocabularySize(self: P, value: int) -> P:
        """Sets ``maxVocabularySize``: at most so many tokens are kept per vocabulary, the most
        frequent, at least 1; the unknown is not counted.
        """
        return self._set(maxVocabularySize=value)

    def getMaxVocabularySize(self) -> int:
        """The value of ``maxVocabularySize``, or its default."""
        return self._get(self.maxVocabularySize)

    def setMaxVocabularySizeArray(self: P, value: Sequence[int]) -> P:
        """Sets ``maxVocabularySizeArray``: maxVocabularySize of each input column, aligned with
        inputCols, instead of maxVocabularySize; each at least 1.
        """
        return self._set(maxVocabularySizeArray=value)

    def getMaxVocabularySizeArray(self) -> list[int]:
        """The value of ``maxVocabularySizeArray``, or its default."""
        return self._get(self.maxVocabularySizeArray)

    def setMinFrequency(self: P, value: int) -> P:
        """Sets ``minFrequency``: tokens that stand in fewer cells of the training data are unknown,
        at least 1; higher: smaller tables, less overfitting to rare tokens.
        """
        return self._set(minFrequency=value)

    def getMinFrequency(self) -> int:
        """The value of ``minFrequency``, or its default."""
        return self._get(self.minFrequency)

    def setMinFrequencyArray(self: P, value: Sequence[int]) -> P:
        """Sets ``minFrequencyArray``: minFrequency of each input column, aligned with inputCols,
        instead of minFrequency; each at least 1.
        """
        return self._set(minFrequencyArray=value)

    def getMinFrequencyArray(self) -> list[int]:
        """The value of ``minFrequencyArray``, or its default."""
        return self._get(self.minFrequencyArray)
