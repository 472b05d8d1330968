# Written by tools/generate.py from io.sparkdeepfm.param.OptimizerParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.optimizer_params import OptimizerParams

P = TypeVar("P", bound="OptimizerSetters")


class OptimizerSetters(OptimizerParams):
    """The setters of ``param.OptimizerParams``."""

    def setEmbeddingLearningRate(self: P, value: float) -> P:
        """Sets ``embeddingLearningRate``: step size of embeddings and first-order weights, above 0;
        unset: learningRate.
        """
        return self._set(embeddingLearningRate=value)

    def setEmbeddingOptimizer(self: P, value: choices.EmbeddingOptimizer) -> P:
        """Sets ``embeddingOptimizer``: update rule of embeddings and first-order weights; unset:
        optimizer (one of adam, adamW, adagrad, rowWiseAdagrad, proximalAdagrad, ftrl, sgd).
        """
        return self._set(embeddingOptimizer=value)

    def setInitialAccumulator(self: P, value: float) -> P:
        """Sets ``initialAccumulator``: sum of squared gradients with which adagrad, rowWiseAdagrad
        and proximalAdagrad begin, above 0; smaller: larger first steps.
        """
        return self._set(initialAccumulator=value)

    def setL1(self: P, value: float) -> P:
        """Sets ``l1``: strength λ of the penalty λ‖W‖₁ on all embeddings and first-order weights,
        added to the loss of every step, at least 0; with proximalAdagrad and ftrl weights become
        exactly 0.
        """
        return self._set(l1=value)

    def setL2(self: P, value: float) -> P:
        """Sets ``l2``: strength λ of the penalty (λ/2)·‖W‖² on all embeddings and first-order
        weights, added to the loss of every step, at least 0; higher: less overfitting to rare
        features.
        """
        return self._set(l2=value)

    def setLearningRate(self: P, value: float) -> P:
        """Sets ``learningRate``: step size before any schedule, above 0; higher: faster, until the
        loss diverges.
        """
        return self._set(learningRate=value)

    def setMaxGradientNorm(self: P, value: float) -> P:
        """Sets ``maxGradientNorm``: norm to which a longer gradient of a step is cut, over all
        parameters together and without penalties, at least 0; 0: never; a step then holds the
        gradients of all vocabularies' rows at a time.
        """
        return self._set(maxGradientNorm=value)

    def setMlpL2(self: P, value: float) -> P:
        """Sets ``mlpL2``: strength λ of the penalty (λ/2)·‖W‖² on the weight matrices of the MLP,
        biases left out, at least 0.
        """
        return self._set(mlpL2=value)

    def setMomentum(self: P, value: float) -> P:
        """Sets ``momentum``: momentum of sgd in [0, 1); the other optimizers have none."""
        return self._set(momentum=value)

    def setOptimizer(self: P, value: choices.Optimizer) -> P:
        """Sets ``optimizer``: update rule of layers and embeddings; adamW decouples the penalty
        from the gradient, proximalAdagrad and ftrl apply it in a proximal step and make weights
        exactly 0 under l1, rowWiseAdagrad keeps one accumulator per embedding (one of adam, adamW,
        adagrad, rowWiseAdagrad, proximalAdagrad, ftrl, sgd).
        """
        return self._set(optimizer=value)

    def setPenaltyMode(self: P, value: choices.PenaltyMode) -> P:
        """Sets ``penaltyMode``: when l1 and l2 act on embedding rows without data in a step: eager,
        in every step; lazy, before the row is next read, close to eager at the cost of the rows
        read; auto, eager for vocabularies of up to 65536 rows and lazy for larger; touched, never,
        as sparse optimizers elsewhere do (one of auto, eager, lazy, touched).
        """
        return self._set(penaltyMode=value)
