# Written by tools/generate.py from io.sparkdeepfm.stage.LogMinMaxParams.
# Edit that and run src/test/python/run.sh generate.

from collections.abc import Sequence
from typing import TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._converters import Converters
from sparkdeepfm._generated.columns_params import ColumnsParams

P = TypeVar("P", bound="LogMinMaxParams")


class LogMinMaxParams(ColumnsParams):
    """The Params of ``stage.LogMinMaxParams``."""

    clipMax: Param[list[float]] = Param(
        Params._dummy(),
        "clipMax",
        "upper limit of each input column, aligned with inputCols, each above 0 or "
        "Infinity for none; larger values count as the limit. Lower: outliers squeeze the"
        " others less",
        Converters.toListFloat,
    )

    def setClipMax(self: P, value: Sequence[float]) -> P:
        """Sets ``clipMax``: upper limit of each input column, aligned with inputCols, each above 0
        or Infinity for none; larger values count as the limit. Lower: outliers squeeze the others
        less.
        """
        return self._set(clipMax=value)

    def getClipMax(self) -> list[float]:
        """The value of ``clipMax``, or its default."""
        return self._get(self.clipMax)
