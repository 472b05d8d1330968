# Written by tools/generate.py from io.sparkdeepfm.param.InputColumnsParams.
# Edit that and run src/test/python/run.sh generate.

from collections.abc import Sequence
from typing import TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters

P = TypeVar("P", bound="InputColumnsParams")


class InputColumnsParams(JavaStage):
    """The Params of ``param.InputColumnsParams``."""

    inputCols: Param[list[str]] = Param(
        Params._dummy(),
        "inputCols",
        "names of the columns to read, at least one",
        Converters.toListString,
    )

    def setInputCols(self: P, value: Sequence[str]) -> P:
        """Sets ``inputCols``: names of the columns to read, at least one."""
        return self._set(inputCols=value)

    def getInputCols(self) -> list[str]:
        """The value of ``inputCols``, or its default."""
        return self._get(self.inputCols)
