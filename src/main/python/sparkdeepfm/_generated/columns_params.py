# Written by tools/generate.py from io.sparkdeepfm.param.InputColumnsParams$ColumnsParams.
# Edit that and run src/test/python/run.sh generate.

from collections.abc import Sequence
from typing import TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._converters import Converters
from sparkdeepfm._generated.input_columns_params import InputColumnsParams

P = TypeVar("P", bound="ColumnsParams")


class ColumnsParams(InputColumnsParams):
    """The Params of ``param.InputColumnsParams$ColumnsParams``."""

    outputCols: Param[list[str]] = Param(
        Params._dummy(),
        "outputCols",
        "names of the columns to write, aligned with inputCols; they must not exist yet",
        Converters.toListString,
    )

    def setOutputCols(self: P, value: Sequence[str]) -> P:
        """Sets ``outputCols``: names of the columns to write, aligned with inputCols; they must not
        exist yet.
        """
        return self._set(outputCols=value)

    def getOutputCols(self) -> list[str]:
        """The value of ``outputCols``, or its default."""
        return self._get(self.outputCols)
