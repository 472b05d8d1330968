# Written by tools/generate.py from io.sparkdeepfm.param.Dl4jParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any, TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters

P = TypeVar("P", bound="Dl4jParams")


class Dl4jParams(JavaStage):
    """The Params of ``param.Dl4jParams``."""

    aggregationDepth: Param[int] = Param(
        Params._dummy(),
        "aggregationDepth",
        "with engine dl4j: depth of the tree in which executors add up the workers' "
        "parameters; 1: the driver adds up all",
        Converters.toInt,
    )

    averageOptimizerState: Param[bool] = Param(
        Params._dummy(),
        "averageOptimizerState",
        "with engine dl4j: whether the workers' optimizer states are averaged with the "
        "parameters and sent out again, rather than begun anew in every averaging round; "
        "false: less exchange, slower learning",
        Converters.toBoolean,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            aggregationDepth=2,
            averageOptimizerState=True,
        )

    def setAggregationDepth(self: P, value: int) -> P:
        """Sets ``aggregationDepth``: with engine dl4j: depth of the tree in which executors add up
        the workers' parameters; 1: the driver adds up all.
        """
        return self._set(aggregationDepth=value)

    def getAggregationDepth(self) -> int:
        """The value of ``aggregationDepth``, or its default."""
        return self._get(self.aggregationDepth)

    def setAverageOptimizerState(self: P, value: bool) -> P:
        """Sets ``averageOptimizerState``: with engine dl4j: whether the workers' optimizer states
        are averaged with the parameters and sent out again, rather than begun anew in every
        averaging round; false: less exchange, slower learning.
        """
        return self._set(averageOptimizerState=value)

    def getAverageOptimizerState(self) -> bool:
        """The value of ``averageOptimizerState``, or its default."""
        return self._get(self.averageOptimizerState)
