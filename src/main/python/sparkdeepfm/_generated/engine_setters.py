# Written by tools/generate.py from io.sparkdeepfm.param.EngineParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.engine_params import EngineParams

P = TypeVar("P", bound="EngineSetters")


class EngineSetters(EngineParams):
    """The setters of ``param.EngineParams``."""

    def setAggregationDepth(self: P, value: int) -> P:
        """Sets ``aggregationDepth``: with engine dl4j: depth of the tree in which executors add up
        the workers' parameters; 1: the driver adds up all.
        """
        return self._set(aggregationDepth=value)

    def setAverageOptimizerState(self: P, value: bool) -> P:
        """Sets ``averageOptimizerState``: with engine dl4j: whether the workers' optimizer states
        are averaged with the parameters and sent out again, rather than begun anew in every
        averaging round; false: less exchange, slower learning.
        """
        return self._set(averageOptimizerState=value)

    def setEngine(self: P, value: choices.Engine) -> P:
        """Sets ``engine``: what trains the model (one of cpu, cuda, dl4j)."""
        return self._set(engine=value)
