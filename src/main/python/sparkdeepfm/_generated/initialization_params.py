# Written by tools/generate.py from io.sparkdeepfm.param.InitializationParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters


class InitializationParams(JavaStage):
    """The Params of ``param.InitializationParams``."""

    embeddingInitScale: Param[float] = Param(
        Params._dummy(),
        "embeddingInitScale",
        "standard deviation of embeddingInitializer normal, half width of uniform, above "
        "0; not used by glorotNormal and glorotUniform, and must not be set with them",
        Converters.toFloat,
    )

    embeddingInitializer: Param[str] = Param(
        Params._dummy(),
        "embeddingInitializer",
        "distribution of the initial embeddings: of scale embeddingInitScale, or by "
        "Glorot, whose scale follows from the numbers of rows and columns of the table "
        "(one of normal, uniform, glorotNormal, glorotUniform)",
        Converters.toString,
    )

    firstOrderInitializer: Param[str] = Param(
        Params._dummy(),
        "firstOrderInitializer",
        "initial first-order weights: 0, or drawn as the embeddings are; without effect "
        "if firstOrder is false (one of zero, sameAsEmbedding)",
        Converters.toString,
    )

    mlpInitializer: Param[str] = Param(
        Params._dummy(),
        "mlpInitializer",
        "distribution of the initial weights of the MLP; He's variance is about twice "
        "that of Glorot, for layers of ReLUs (one of glorotNormal, glorotUniform, "
        "heNormal, heUniform)",
        Converters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            embeddingInitScale=0.01,
            embeddingInitializer="normal",
            firstOrderInitializer="zero",
            mlpInitializer="glorotNormal",
        )

    def getEmbeddingInitScale(self) -> float:
        """The value of ``embeddingInitScale``, or its default."""
        return self._get(self.embeddingInitScale)

    def getEmbeddingInitializer(self) -> str:
        """The value of ``embeddingInitializer``, or its default."""
        return self._get(self.embeddingInitializer)

    def getFirstOrderInitializer(self) -> str:
        """The value of ``firstOrderInitializer``, or its default."""
        return self._get(self.firstOrderInitializer)

    def getMlpInitializer(self) -> str:
        """The value of ``mlpInitializer``, or its default."""
        return self._get(self.mlpInitializer)
