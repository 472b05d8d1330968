# Written by tools/generate.py from io.sparkdeepfm.param.EngineParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters


class EngineParams(JavaStage):
    """The Params of ``param.EngineParams``."""

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

    engine: Param[str] = Param(
        Params._dummy(),
        "engine",
        "what trains the model (one of cpu, cuda, dl4j)",
        Converters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            aggregationDepth=2,
            averageOptimizerState=True,
            engine="cpu",
        )

    def getAggregationDepth(self) -> int:
        """The value of ``aggregationDepth``, or its default."""
        return self._get(self.aggregationDepth)

    def getAverageOptimizerState(self) -> bool:
        """The value of ``averageOptimizerState``, or its default."""
        return self._get(self.averageOptimizerState)

    def getEngine(self) -> str:
        """The value of ``engine``, or its default."""
        return self._get(self.engine)
