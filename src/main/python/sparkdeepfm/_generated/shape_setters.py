# Written by tools/generate.py from io.sparkdeepfm.param.ShapeParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from collections.abc import Sequence
from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.shape_params import ShapeParams

P = TypeVar("P", bound="ShapeSetters")


class ShapeSetters(ShapeParams):
    """The setters of ``param.ShapeParams``."""

    def setActivation(self: P, value: choices.Activation) -> P:
        """Sets ``activation``: activation of the hidden layers (one of relu, tanh, sigmoid,
        leakyRelu, prelu).
        """
        return self._set(activation=value)

    def setBatchNorm(self: P, value: bool) -> P:
        """Sets ``batchNorm``: whether hidden layers are linear, batch norm, activation, dropout
        instead of linear, activation, dropout.
        """
        return self._set(batchNorm=value)

    def setDeep(self: P, value: choices.Deep) -> P:
        """Sets ``deep``: what a hidden layer computes before batch norm and activation: mlp, a
        linear function of its input; final, of which one half is multiplied by the other, element
        by element, for interactions of any order at the cost of the mlp: even hiddenUnits, and best
        with batchNorm (one of mlp, final).
        """
        return self._set(deep=value)

    def setDeepInput(self: P, value: choices.DeepInput) -> P:
        """Sets ``deepInput``: what the MLP reads: the vectors of all fields side by side, or the
        sum of their products two by two, element by element, as in Neural FM; without effect if
        hiddenUnits is empty (one of fields, biInteraction).
        """
        return self._set(deepInput=value)

    def setDropoutRate(self: P, value: float) -> P:
        """Sets ``dropoutRate``: probability in [0, 1) with which a hidden unit is dropped in a
        training step; higher: less overfitting, slower learning.
        """
        return self._set(dropoutRate=value)

    def setEmbeddingDim(self: P, value: int) -> P:
        """Sets ``embeddingDim``: floats per embedding, at least 1; memory and time of the
        embeddings grow with it.
        """
        return self._set(embeddingDim=value)

    def setEmbeddingDropoutRate(self: P, value: float) -> P:
        """Sets ``embeddingDropoutRate``: probability in [0, 1) with which a number that the MLP
        reads is dropped in a training step; the first- and second-order terms see all; without
        effect if hiddenUnits is empty.
        """
        return self._set(embeddingDropoutRate=value)

    def setFirstOrder(self: P, value: bool) -> P:
        """Sets ``firstOrder``: whether the first-order term, a weight for each feature, is part of
        the model.
        """
        return self._set(firstOrder=value)

    def setHead(self: P, value: choices.Head) -> P:
        """Sets ``head``: how first order, second order and MLP become the logit: added up, or with
        learned coefficients (one of sum, weighted).
        """
        return self._set(head=value)

    def setHiddenUnits(self: P, value: Sequence[int]) -> P:
        """Sets ``hiddenUnits``: widths of the hidden layers, each at least 1; empty for no deep
        part, which leaves a factorization machine, or logistic regression if secondOrder is false
        too.
        """
        return self._set(hiddenUnits=value)

    def setInteraction(self: P, value: choices.Interaction) -> P:
        """Sets ``interaction``: what the second-order term, and the MLP if it reads products, pair
        up: every two features, or every two pooled fields; the same where each field has one value
        (one of feature, field).
        """
        return self._set(interaction=value)

    def setSecondHiddenUnits(self: P, value: Sequence[int]) -> P:
        """Sets ``secondHiddenUnits``: widths of the hidden layers of a second tower beside
        hiddenUnits, each at least 1: the deep part is the mean of both, and each also learns from
        the prediction of the whole, at the cost of both; empty for none.
        """
        return self._set(secondHiddenUnits=value)

    def setSecondOrder(self: P, value: bool) -> P:
        """Sets ``secondOrder``: whether the second-order term, products of embeddings two by two,
        is part of the model.
        """
        return self._set(secondOrder=value)
