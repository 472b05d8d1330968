# Written by tools/generate.py from io.sparkdeepfm.param.InitializationParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.initialization_params import InitializationParams

P = TypeVar("P", bound="InitializationSetters")


class InitializationSetters(InitializationParams):
    """The setters of ``param.InitializationParams``."""

    def setEmbeddingInitScale(self: P, value: float) -> P:
        """Sets ``embeddingInitScale``: standard deviation of embeddingInitializer normal, half
        width of uniform, above 0; not used by glorotNormal and glorotUniform, and must not be set
        with them.
        """
        return self._set(embeddingInitScale=value)

    def setEmbeddingInitializer(self: P, value: choices.EmbeddingInitializer) -> P:
        """Sets ``embeddingInitializer``: distribution of the initial embeddings: of scale
        embeddingInitScale, or by Glorot, whose scale follows from the numbers of rows and columns
        of the table (one of normal, uniform, glorotNormal, glorotUniform).
        """
        return self._set(embeddingInitializer=value)

    def setFirstOrderInitializer(self: P, value: choices.FirstOrderInitializer) -> P:
        """Sets ``firstOrderInitializer``: initial first-order weights: 0, or drawn as the
        embeddings are; without effect if firstOrder is false (one of zero, sameAsEmbedding).
        """
        return self._set(firstOrderInitializer=value)

    def setMlpInitializer(self: P, value: choices.MlpInitializer) -> P:
        """Sets ``mlpInitializer``: distribution of the initial weights of the MLP; He's variance is
        about twice that of Glorot, for layers of ReLUs (one of glorotNormal, glorotUniform,
        heNormal, heUniform).
        """
        return self._set(mlpInitializer=value)
