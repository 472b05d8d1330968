# Written by tools/generate.py from io.sparkdeepfm.param.WarmStartParams.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters

P = TypeVar("P", bound="WarmStartParams")


class WarmStartParams(JavaStage):
    """The Params of ``param.WarmStartParams``."""

    initialModelPath: Param[str] = Param(
        Params._dummy(),
        "initialModelPath",
        "path of a saved DeepFMClassificationModel, or of a saved PipelineModel whose "
        "last one is meant, that the training goes on from; unset: from the seed",
        Converters.toString,
    )

    def setInitialModelPath(self: P, value: str) -> P:
        """Sets ``initialModelPath``: path of a saved DeepFMClassificationModel, or of a saved
        PipelineModel whose last one is meant, that the training goes on from; unset: from the seed.
        """
        return self._set(initialModelPath=value)

    def getInitialModelPath(self) -> str | None:
        """The value of ``initialModelPath``, or its default."""
        return self._get_optional(self.initialModelPath)
