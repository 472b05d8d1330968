# Written by tools/generate.py from io.sparkdeepfm.evaluation.ScoreEvaluator.
# Edit that and run src/test/python/run.sh generate.

from typing import Any, TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters

P = TypeVar("P", bound="ScoreEvaluatorParams")


class ScoreEvaluatorParams(JavaStage):
    """The Params of ``evaluation.ScoreEvaluator``."""

    labelCol: Param[str] = Param(
        Params._dummy(),
        "labelCol",
        "numeric column of the labels, 0 or 1",
        Converters.toString,
    )

    probabilityCol: Param[str] = Param(
        Params._dummy(),
        "probabilityCol",
        "column of the probabilities: vectors of two, of which the second is that of "
        "label 1, or numbers in [0, 1], the probability of label 1",
        Converters.toString,
    )

    weightCol: Param[str] = Param(
        Params._dummy(),
        "weightCol",
        "numeric column of row weights, at least 0; unset or empty: every row weighs 1",
        Converters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            labelCol="label",
            probabilityCol="probability",
        )

    def setLabelCol(self: P, value: str) -> P:
        """Sets ``labelCol``: numeric column of the labels, 0 or 1."""
        return self._set(labelCol=value)

    def getLabelCol(self) -> str:
        """The value of ``labelCol``, or its default."""
        return self._get(self.labelCol)

    def setProbabilityCol(self: P, value: str) -> P:
        """Sets ``probabilityCol``: column of the probabilities: vectors of two, of which the second
        is that of label 1, or numbers in [0, 1], the probability of label 1.
        """
        return self._set(probabilityCol=value)

    def getProbabilityCol(self) -> str:
        """The value of ``probabilityCol``, or its default."""
        return self._get(self.probabilityCol)

    def setWeightCol(self: P, value: str) -> P:
        """Sets ``weightCol``: numeric column of row weights, at least 0; unset or empty: every row
        weighs 1.
        """
        return self._set(weightCol=value)

    def getWeightCol(self) -> str | None:
        """The value of ``weightCol``, or its default."""
        return self._get_optional(self.weightCol)
