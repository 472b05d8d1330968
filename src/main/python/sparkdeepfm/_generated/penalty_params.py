# Written by tools/generate.py from io.sparkdeepfm.param.PenaltyParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any, TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters

P = TypeVar("P", bound="PenaltyParams")


class PenaltyParams(JavaStage):
    """The Params of ``param.PenaltyParams``."""

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

    mlpL2: Param[float] = Param(
        Params._dummy(),
        "mlpL2",
        "strength λ of the penalty (λ/2)·‖W‖² on the weight matrices of the MLP, biases "
        "left out, at least 0",
        Converters.toFloat,
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
            l1=0.0,
            l2=0.0,
            mlpL2=0.0,
            penaltyMode="auto",
        )

    def setL1(self: P, value: float) -> P:
        """Sets ``l1``: strength λ of the penalty λ‖W‖₁ on all embeddings and first-order weights,
        added to the loss of every step, at least 0; with proximalAdagrad and ftrl weights become
        exactly 0.
        """
        return self._set(l1=value)

    def getL1(self) -> float:
        """The value of ``l1``, or its default."""
        return self._get(self.l1)

    def setL2(self: P, value: float) -> P:
        """Sets ``l2``: strength λ of the penalty (λ/2)·‖W‖² on all embeddings and first-order
        weights, added to the loss of every step, at least 0; higher: less overfitting to rare
        features.
        """
        return self._set(l2=value)

    def getL2(self) -> float:
        """The value of ``l2``, or its default."""
        return self._get(self.l2)

    def setMlpL2(self: P, value: float) -> P:
        """Sets ``mlpL2``: strength λ of the penalty (λ/2)·‖W‖² on the weight matrices of the MLP,
        biases left out, at least 0.
        """
        return self._set(mlpL2=value)

    def getMlpL2(self) -> float:
        """The value of ``mlpL2``, or its default."""
        return self._get(self.mlpL2)

    def setPenaltyMode(self: P, value: str) -> P:
        """Sets ``penaltyMode``: when l1 and l2 act on embedding rows without data in a step: eager,
        in every step; lazy, before the row is next read, close to eager at the cost of the rows
        read; auto, eager for vocabularies of up to 65536 rows and lazy for larger; touched, never,
        as sparse optimizers elsewhere do (one of auto, eager, lazy, touched).
        """
        return self._set(penaltyMode=value)

    def getPenaltyMode(self) -> str:
        """The value of ``penaltyMode``, or its default."""
        return self._get(self.penaltyMode)
