# Written by tools/generate.py from io.sparkdeepfm.param.ExplanationParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any, TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters

P = TypeVar("P", bound="ExplanationParams")


class ExplanationParams(JavaStage):
    """The Params of ``param.ExplanationParams``."""

    explainCol: Param[str] = Param(
        Params._dummy(),
        "explainCol",
        "column for the terms that the logit is the sum of: bias, firstOrder by field, "
        "secondOrder by pair of fields, deep for the rest; it must not exist yet; empty: "
        "none",
        Converters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            explainCol="",
        )

    def setExplainCol(self: P, value: str) -> P:
        """Sets ``explainCol``: column for the terms that the logit is the sum of: bias, firstOrder
        by field, secondOrder by pair of fields, deep for the rest; it must not exist yet; empty:
        none.
        """
        return self._set(explainCol=value)

    def getExplainCol(self) -> str:
        """The value of ``explainCol``, or its default."""
        return self._get(self.explainCol)
