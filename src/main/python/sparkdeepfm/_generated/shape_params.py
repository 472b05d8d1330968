# Written by tools/generate.py from io.sparkdeepfm.param.ShapeParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters


class ShapeParams(JavaStage):
    """The Params of ``param.ShapeParams``."""

    activation: Param[str] = Param(
        Params._dummy(),
        "activation",
        "activation of the hidden layers (one of relu, tanh, sigmoid, leakyRelu, prelu)",
        Converters.toString,
    )

    batchNorm: Param[bool] = Param(
        Params._dummy(),
        "batchNorm",
        "whether hidden layers are linear, batch norm, activation, dropout instead of "
        "linear, activation, dropout",
        Converters.toBoolean,
    )

    deep: Param[str] = Param(
        Params._dummy(),
        "deep",
        "what a hidden layer computes before batch norm and activation: mlp, a linear "
        "function of its input; final, of which one half is multiplied by the other, "
        "element by element, for interactions of any order at the cost of the mlp: even "
        "hiddenUnits, and best with batchNorm (one of mlp, final)",
        Converters.toString,
    )

    deepInput: Param[str] = Param(
        Params._dummy(),
        "deepInput",
        "what the MLP reads: the vectors of all fields side by side, or the sum of their "
        "products two by two, element by element, as in Neural FM; without effect if "
        "hiddenUnits is empty (one of fields, biInteraction)",
        Converters.toString,
    )

    dropoutRate: Param[float] = Param(
        Params._dummy(),
        "dropoutRate",
        "probability in [0, 1) with which a hidden unit is dropped in a training step; "
        "higher: less overfitting, slower learning",
        Converters.toFloat,
    )

    embeddingDim: Param[int] = Param(
        Params._dummy(),
        "embeddingDim",
        "floats per embedding, at least 1; memory and time of the embeddings grow with it",
        Converters.toInt,
    )

    embeddingDropoutRate: Param[float] = Param(
        Params._dummy(),
        "embeddingDropoutRate",
        "probability in [0, 1) with which a number that the MLP reads is dropped in a "
        "training step; the first- and second-order terms see all; without effect if "
        "hiddenUnits is empty",
        Converters.toFloat,
    )

    firstOrder: Param[bool] = Param(
        Params._dummy(),
        "firstOrder",
        "whether the first-order term, a weight for each feature, is part of the model",
        Converters.toBoolean,
    )

    head: Param[str] = Param(
        Params._dummy(),
        "head",
        "how first order, second order and MLP become the logit: added up, or with "
        "learned coefficients (one of sum, weighted)",
        Converters.toString,
    )

    hiddenUnits: Param[list[int]] = Param(
        Params._dummy(),
        "hiddenUnits",
        "widths of the hidden layers, each at least 1; empty for no deep part, which "
        "leaves a factorization machine, or logistic regression if secondOrder is false "
        "too",
        Converters.toListInt,
    )

    interaction: Param[str] = Param(
        Params._dummy(),
        "interaction",
        "what the second-order term, and the MLP if it reads products, pair up: every two"
        " features, or every two pooled fields; the same where each field has one value "
        "(one of feature, field)",
        Converters.toString,
    )

    secondHiddenUnits: Param[list[int]] = Param(
        Params._dummy(),
        "secondHiddenUnits",
        "widths of the hidden layers of a second tower beside hiddenUnits, each at least "
        "1: the deep part is the mean of both, and each also learns from the prediction "
        "of the whole, at the cost of both; empty for none",
        Converters.toListInt,
    )

    secondOrder: Param[bool] = Param(
        Params._dummy(),
        "secondOrder",
        "whether the second-order term, products of embeddings two by two, is part of the"
        " model",
        Converters.toBoolean,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            activation="relu",
            batchNorm=False,
            deep="mlp",
            deepInput="fields",
            dropoutRate=0.0,
            embeddingDim=16,
            embeddingDropoutRate=0.0,
            firstOrder=True,
            head="sum",
            hiddenUnits=[400, 400, 400],
            interaction="feature",
            secondHiddenUnits=[],
            secondOrder=True,
        )

    def getActivation(self) -> str:
        """The value of ``activation``, or its default."""
        return self._get(self.activation)

    def getBatchNorm(self) -> bool:
        """The value of ``batchNorm``, or its default."""
        return self._get(self.batchNorm)

    def getDeep(self) -> str:
        """The value of ``deep``, or its default."""
        return self._get(self.deep)

    def getDeepInput(self) -> str:
        """The value of ``deepInput``, or its default."""
        return self._get(self.deepInput)

    def getDropoutRate(self) -> float:
        """The value of ``dropoutRate``, or its default."""
        return self._get(self.dropoutRate)

    def getEmbeddingDim(self) -> int:
        """The value of ``embeddingDim``, or its default."""
        return self._get(self.embeddingDim)

    def getEmbeddingDropoutRate(self) -> float:
        """The value of ``embeddingDropoutRate``, or its default."""
        return self._get(self.embeddingDropoutRate)

    def getFirstOrder(self) -> bool:
        """The value of ``firstOrder``, or its default."""
        return self._get(self.firstOrder)

    def getHead(self) -> str:
        """The value of ``head``, or its default."""
        return self._get(self.head)

    def getHiddenUnits(self) -> list[int]:
        """The value of ``hiddenUnits``, or its default."""
        return self._get(self.hiddenUnits)

    def getInteraction(self) -> str:
        """The value of ``interaction``, or its default."""
        return self._get(self.interaction)

    def getSecondHiddenUnits(self) -> list[int]:
        """The value of ``secondHiddenUnits``, or its default."""
        return self._get(self.secondHiddenUnits)

    def getSecondOrder(self) -> bool:
        """The value of ``secondOrder``, or its default."""
        return self._get(self.secondOrder)
