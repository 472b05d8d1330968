# Written by tools/generate.py from io.sparkdeepfm.stage.FieldHasher.
# Edit that and run src/test/python/run.sh generate.

from collections.abc import Sequence
from typing import TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._converters import Converters
from sparkdeepfm._generated.token_params import TokenParams
from sparkdeepfm._keywords import keywords

P = TypeVar("P", bound="FieldHasherParams")


class FieldHasherParams(TokenParams):
    """Hashes the tokens of any number of columns into buckets; needs no training and no
    memory for a vocabulary, at the price that tokens may collide.

    bucket = floorMod(murmur3(token, seed = murmur3(vocabulary, 0)), numBuckets), where
    murmur3 is MurmurHash3_x86_32 of the UTF-8 bytes. So columns of one vocabulary hash
    alike, and those of different vocabularies collide differently. Tokens are those of
    ``VocabularyIndexer``; there is no unknown.

    Adds an ``int`` column per input column of single values, and a sparse ``Vector``
    column of length ``numBuckets`` per column of several values, which holds the sum of
    the weights of each bucket. Both are null where the input is null.

    Parameters
    ----------
    delimiter : str, default ""
        what separates the entries where a string is a list, as ',' in 'qq:0.9,weixin:0.5';
        empty: a string is one value. Other column types ignore it
    delimiterArray : list[str], optional
        delimiter of each input column, aligned with inputCols, instead of delimiter; must be
        empty for columns that are not strings
    inputCols : list[str], optional
        names of the columns to read, at least one
    numBuckets : int, default 262144
        number of buckets of each vocabulary, at least 1; more: fewer collisions, larger
        embedding tables
    numBucketsArray : list[int], optional
        numBuckets of each input column, aligned with inputCols, instead of numBuckets; each at
        least 1
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

    _java_class = "io.sparkdeepfm.stage.FieldHasher"

    numBuckets: Param[int] = Param(
        Params._dummy(),
        "numBuckets",
        "number of buckets of each vocabulary, at least 1; more: fewer collisions, larger"
        " embedding tables",
        Converters.toInt,
    )

    numBucketsArray: Param[list[int]] = Param(
        Params._dummy(),
        "numBucketsArray",
        "numBuckets of each input column, aligned with inputCols, instead of numBuckets; "
        "each at least 1",
        Converters.toListInt,
    )

    @keywords
    def __init__(
        self,
        *,
        delimiter: str = "",
        delimiterArray: Sequence[str] | None = None,
        inputCols: Sequence[str] | None = None,
        numBuckets: int = 262144,
        numBucketsArray: Sequence[int] | None = None,
        outputCols: Sequence[str] | None = None,
        vocabularies: Sequence[str] | None = None,
        weightDelimiter: str = ":",
        weightDelimiterArray: Sequence[str] | None = None,
    ) -> None:
        super().__init__()
        self._setDefault(
            numBuckets=262144,
        )
        self._create()

    @keywords
    def setParams(
        self: P,
        *,
        delimiter: str = "",
        delimiterArray: Sequence[str] | None = None,
        inputCols: Sequence[str] | None = None,
        numBuckets: int = 262144,
        numBucketsArray: Sequence[int] | None = None,
        outputCols: Sequence[str] | None = None,
        vocabularies: Sequence[str] | None = None,
        weightDelimiter: str = ":",
        weightDelimiterArray: Sequence[str] | None = None,
    ) -> P:
        """Sets the parameters that are given, by name, as the constructor does."""
        return self._set(**self._given)

    def setNumBuckets(self: P, value: int) -> P:
        """Sets ``numBuckets``: number of buckets of each vocabulary, at least 1; more: fewer
        collisions, larger embedding tables.
        """
        return self._set(numBuckets=value)

    def getNumBuckets(self) -> int:
        """The value of ``numBuckets``, or its default."""
        return self._get(self.numBuckets)

    def setNumBucketsArray(self: P, value: Sequence[int]) -> P:
        """Sets ``numBucketsArray``: numBuckets of each input column, aligned with inputCols,
        instead of numBuckets; each at least 1.
        """
        return self._set(numBucketsArray=value)

    def getNumBucketsArray(self) -> list[int]:
        """The value of ``numBucketsArray``, or its default."""
        return self._get(self.numBucketsArray)
