# Written by tools/generate.py from io.sparkdeepfm.param.InputParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters


class InputParams(JavaStage):
    """The Params of ``param.InputParams``."""

    fieldSizes: Param[list[int]] = Param(
        Params._dummy(),
        "fieldSizes",
        "number of features of each field, in the order of the vector, for a features "
        "column without field metadata; 1 for a numeric field",
        Converters.toListInt,
    )

    pooling: Param[str] = Param(
        Params._dummy(),
        "pooling",
        "how several values of a field become one vector, for fields whose pooling the "
        "assembler left open (one of sum, mean, sqrtn)",
        Converters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            pooling="sum",
        )

    def getFieldSizes(self) -> list[int] | None:
        """The value of ``fieldSizes``, or its default."""
        return self._get_optional(self.fieldSizes)

    def getPooling(self) -> str:
        """The value of ``pooling``, or its default."""
        return self._get(self.pooling)
