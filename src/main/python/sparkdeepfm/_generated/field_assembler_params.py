# Written by tools/generate.py from io.sparkdeepfm.stage.FieldAssembler.
# Edit that and run src/test/python/run.sh generate.

from collections.abc import Sequence
from typing import TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._converters import Converters
from sparkdeepfm._generated.input_columns_params import InputColumnsParams
from sparkdeepfm._keywords import keywords

P = TypeVar("P", bound="FieldAssemblerParams")


class FieldAssemblerParams(InputColumnsParams):
    """Puts any number of columns, one per field, into one sparse MLlib vector that knows
    its fields.

    An input column is

    - an index, if its metadata says so: an output of ``VocabularyIndexer``,
      ``FieldHasher`` or MLlib's ``StringIndexer``, ``Bucketizer``,
      ``QuantileDiscretizer``. The field has a feature per index; that of the cell has
      value 1. Buckets have one more for invalid values, which ``handleInvalid`` keep
      puts there

    - a vector whose length the metadata gives: a feature per element. An element other
      than 0 is the value of its feature

    - any other number or boolean: a numeric field with one feature, whose value is the
      cell. An index column that lost its metadata is taken for this

    A null cell is a missing value: nothing is stored. Nor is anything stored for 0. A
    value that is NaN or infinite and an index outside its field fail the job, naming
    the column.

    Parameters
    ----------
    inputCols : list[str], optional
        names of the columns to read, at least one
    outputCol : str, default "features"
        name of the features column; it must not exist yet
    poolings : list[str], optional
        how several values of a field become one vector, aligned with inputCols: sum, mean
        (weights are divided by the sum of their magnitudes), sqrtn (by the root of the sum of
        their squares) or default, the classifier's pooling; unset: all default. Numeric fields
        are always summed
    """

    _java_class = "io.sparkdeepfm.stage.FieldAssembler"

    outputCol: Param[str] = Param(
        Params._dummy(),
        "outputCol",
        "name of the features column; it must not exist yet",
        Converters.toString,
    )

    poolings: Param[list[str]] = Param(
        Params._dummy(),
        "poolings",
        "how several values of a field become one vector, aligned with inputCols: sum, "
        "mean (weights are divided by the sum of their magnitudes), sqrtn (by the root of"
        " the sum of their squares) or default, the classifier's pooling; unset: all "
        "default. Numeric fields are always summed",
        Converters.toListString,
    )

    @keywords
    def __init__(
        self,
        *,
        inputCols: Sequence[str] | None = None,
        outputCol: str = "features",
        poolings: Sequence[str] | None = None,
    ) -> None:
        super().__init__()
        self._setDefault(
            outputCol="features",
        )
        self._create()

    @keywords
    def setParams(
        self: P,
        *,
        inputCols: Sequence[str] | None = None,
        outputCol: str = "features",
        poolings: Sequence[str] | None = None,
    ) -> P:
        """Sets the parameters that are given, by name, as the constructor does."""
        return self._set(**self._given)

    def setOutputCol(self: P, value: str) -> P:
        """Sets ``outputCol``: name of the features column; it must not exist yet."""
        return self._set(outputCol=value)

    def getOutputCol(self) -> str:
        """The value of ``outputCol``, or its default."""
        return self._get(self.outputCol)

    def setPoolings(self: P, value: Sequence[str]) -> P:
        """Sets ``poolings``: how several values of a field become one vector, aligned with
        inputCols: sum, mean (weights are divided by the sum of their magnitudes), sqrtn (by the
        root of the sum of their squares) or default, the classifier's pooling; unset: all default.
        Numeric fields are always summed.
        """
        return self._set(poolings=value)

    def getPoolings(self) -> list[str]:
        """The value of ``poolings``, or its default."""
        return self._get(self.poolings)
