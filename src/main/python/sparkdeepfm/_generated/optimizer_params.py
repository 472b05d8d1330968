# Written by tools/generate.py from io.sparkdeepfm.param.OptimizerParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters


class OptimizerParams(JavaStage):
    """The Params of ``param.OptimizerParams``."""

    embeddingLearningRate: Param[float] = Param(
        Params._dummy(),
        "embeddingLearningRate",
        "step size of embeddings and first-order weights, above 0; unset: learningRate",
        Converters.toFloat,
    )

    embeddingOptimizer: Param[str] = Param(
        Params._dummy(),
        "embeddingOptimizer",
        "update rule of embeddings and first-order weights; unset: optimizer (one of "
        "adam, adamW, adagrad, rowWiseAdagrad, proximalAdagrad, ftrl, sgd)",
        Converters.toString,
    )

    initialAccumulator: Param[float] = Param(
        Params._dummy(),
        "initialAccumulator",
        "sum of squared gradients with which adagrad, rowWiseAdagrad and proximalAdagrad "
        "begin, above 0; smaller: larger first steps",
        Converters.toFloat,
    )

    l1: Param[float] = Param(
        Params._dummy(),
        "l1",
        "strength λ of the penalty λ‖W‖₁ on all embeddings and first-order weights, added"
        " to the loss of every step, at least 0; with proximalAdagrad and ftrl weights "
        "become exactly 0",
        Converters.toFloat,
    )

    l2: Param[float] = Param(
        Params._dummy(),
        "l2",
        "strength λ of the penalty (λ/2)·‖W‖² on all embeddings and first-order weights, "
        "added to the loss of every step, at least 0; higher: less overfitting to rare "
        "features",
        Converters.toFloat,
    )

    learningRate: Param[float] = Param(
        Params._dummy(),
        "learningRate",
        "step size before any schedule, above 0; higher: faster, until the loss diverges",
        Converters.toFloat,
    )

    maxGradientNorm: Param[float] = Param(
        Params._dummy(),
        "maxGradientNorm",
        "norm to which a longer gradient of a step is cut, over all parameters together "
        "and without penalties, at least 0; 0: never; a step then holds the gradients of "
        "all vocabularies' rows at a time",
        Converters.toFloat,
    )

    mlpL2: Param[float] = Param(
        Params._dummy(),
        "mlpL2",
        "strength λ of the penalty (λ/2)·‖W‖² on the weight matrices of the MLP, biases "
        "left out, at least 0",
        Converters.toFloat,
    )

    momentum: Param[float] = Param(
        Params._dummy(),
        "momentum",
        "momentum of sgd in [0, 1); the other optimizers have none",
        Converters.toFloat,
    )

    optimizer: Param[str] = Param(
        Params._dummy(),
        "optimizer",
        "update rule of layers and embeddings; adamW decouples the penalty from the "
        "gradient, proximalAdagrad and ftrl apply it in a proximal step and make weights "
        "exactly 0 under l1, rowWiseAdagrad keeps one accumulator per embedding (one of "
        "adam, adamW, adagrad, rowWiseAdagrad, proximalAdagrad, ftrl, sgd)",
        Converters.toString,
    )

    penaltyMode: Param[str] = Param(
        Params._dummy(),
        "penaltyMode",
        "when l1 and l2 act on embedding rows without data in a step: eager, in every "
        "step; lazy, before the row is next read, close to eager at the cost of the rows "
        "read; auto, eager for vocabularies of up to 65536 rows and lazy for larger; "
        "touched, never, as sparse optimizers elsewhere do (one of auto, eager, lazy, "
        "touched)",
        Converters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            initialAccumulator=0.1,
            l1=0.0,
            l2=0.0,
            learningRate=0.001,
            maxGradientNorm=0.0,
            mlpL2=0.0,
            momentum=0.9,
            optimizer="adam",
            penaltyMode="auto",
        )

    def getEmbeddingLearningRate(self) -> float:
        """The value of ``embeddingLearningRate``, or its default."""
        return self._get(self.embeddingLearningRate)

    def getEmbeddingOptimizer(self) -> str:
        """The value of ``embeddingOptimizer``, or its default."""
        return self._get(self.embeddingOptimizer)

    def getInitialAccumulator(self) -> float:
        """The value of ``initialAccumulator``, or its default."""
        return self._get(self.initialAccumulator)

    def getL1(self) -> float:
        """The value of ``l1``, or its default."""
        return self._get(self.l1)

    def getL2(self) -> float:
        """The value of ``l2``, or its default."""
        return self._get(self.l2)

    def getLearningRate(self) -> float:
        """The value of ``learningRate``, or its default."""
        return self._get(self.learningRate)

    def getMaxGradientNorm(self) -> float:
        """The value of ``maxGradientNorm``, or its default."""
        return self._get(self.maxGradientNorm)

    def getMlpL2(self) -> float:
        """The value of ``mlpL2``, or its default."""
        return self._get(self.mlpL2)

    def getMomentum(self) -> float:
        """The value of ``momentum``, or its default."""
        return self._get(self.momentum)

    def getOptimizer(self) -> str:
        """The value of ``optimizer``, or its default."""
        return self._get(self.optimizer)

    def getPenaltyMode(self) -> str:
        """The value of ``penaltyMode``, or its default."""
        return self._get(self.penaltyMode)
