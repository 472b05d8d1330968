# Written by tools/generate.py from io.sparkdeepfm.evaluation.BinParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any, TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters

P = TypeVar("P", bound="BinParams")


class BinParams(JavaStage):
    """The Params of ``evaluation.BinParams``."""

    numBins: Param[int] = Param(
        Params._dummy(),
        "numBins",
        "number of bins of equal width for expectedCalibrationError, at least 1; more: "
        "finer, but the luck of few rows in a bin counts as error",
        Converters.toInt,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            numBins=10,
        )

    def setNumBins(self: P, value: int) -> P:
        """Sets ``numBins``: number of bins of equal width for expectedCalibrationError, at least 1;
        more: finer, but the luck of few rows in a bin counts as error.
        """
        return self._set(numBins=value)

    def getNumBins(self) -> int:
        """The value of ``numBins``, or its default."""
        return self._get(self.numBins)
