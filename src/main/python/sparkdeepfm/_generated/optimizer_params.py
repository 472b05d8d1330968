# Written by tools/generate.py from io.sparkdeepfm.param.OptimizerParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any, TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters

P = TypeVar("P", bound="OptimizerParams")


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
        "and without penalties, at least 0; 0: never; a step costs a second look at the "
        "embedding gradients",
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

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            initialAccumulator=0.1,
            learningRate=0.001,
            maxGradientNorm=0.0,
            momentum=0.9,
            optimizer="adam",
        )

    def setEmbeddingLearningRate(self: P, value: float) -> P:
        """Sets ``embeddingLearningRate``: step size of embeddings and first-order weights, above 0;
        unset: learningRate.
        """
        return self._set(embeddingLearningRate=value)

    def getEmbeddingLearningRate(self) -> float:
        """The value of ``embeddingLearningRate``, or its default."""
        return self._get(self.embeddingLearningRate)

    def setEmbeddingOptimizer(self: P, value: str) -> P:
        """Sets ``embeddingOptimizer``: update rule of embeddings and first-order weights; unset:
        optimizer (one of adam, adamW, adagrad, rowWiseAdagrad, proximalAdagrad, ftrl, sgd).
        """
        return self._set(embeddingOptimizer=value)

    def getEmbeddingOptimizer(self) -> str:
        """The value of ``embeddingOptimizer``, or its default."""
        return self._get(self.embeddingOptimizer)

    def setInitialAccumulator(self: P, value: float) -> P:
        """Sets ``initialAccumulator``: sum of squared gradients with which adagrad, rowWiseAdagrad
        and proximalAdagrad begin, above 0; smaller: larger first steps.
        """
        return self._set(initialAccumulator=value)

    def getInitialAccumulator(self) -> float:
        """The value of ``initialAccumulator``, or its default."""
        return self._get(self.initialAccumulator)

    def setLearningRate(self: P, value: float) -> P:
        """Sets ``learningRate``: step size before any schedule, above 0; higher: faster, until the
        loss diverges.
        """
        return self._set(learningRate=value)

    def getLearningRate(self) -> float:
        """The value of ``learningRate``, or its default."""
        return self._get(self.learningRate)

    def setMaxGradientNorm(self: P, value: float) -> P:
        """Sets ``maxGradientNorm``: norm to which a longer gradient of a step is cut, over all
        parameters together and without penalties, at least 0; 0: never; a step costs a second look
        at the embedding gradients.
        """
        return self._set(maxGradientNorm=value)

    def getMaxGradientNorm(self) -> float:
        """The value of ``maxGradientNorm``, or its default."""
        return self._get(self.maxGradientNorm)

    def setMomentum(self: P, value: float) -> P:
        """Sets ``momentum``: momentum of sgd in [0, 1); the other optimizers have none."""
        return self._set(momentum=value)

    def getMomentum(self) -> float:
        """The value of ``momentum``, or its default."""
        return self._get(self.momentum)

    def setOptimizer(self: P, value: str) -> P:
        """Sets ``optimizer``: update rule of layers and embeddings; adamW decouples the penalty
        from the gradient, proximalAdagrad and ftrl apply it in a proximal step and make weights
        exactly 0 under l1, rowWiseAdagrad keeps one accumulator per embedding (one of adam, adamW,
        adagrad, rowWiseAdagrad, proximalAdagrad, ftrl, sgd).
        """
        return self._set(optimizer=value)

    def getOptimizer(self) -> str:
        """The value of ``optimizer``, or its default."""
        return self._get(self.optimizer)
