# Written by tools/generate.py from io.sparkdeepfm.param.ValidationParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters


class ValidationParams(JavaStage):
    """The Params of ``param.ValidationParams``."""

    earlyStoppingPatience: Param[int] = Param(
        Params._dummy(),
        "earlyStoppingPatience",
        "epochs in a row that the validation rows do not find better, after which "
        "training stops; 0: it goes on to numEpochs; needs validation rows",
        Converters.toInt,
    )

    validationFraction: Param[float] = Param(
        Params._dummy(),
        "validationFraction",
        "part in [0, 1) of the rows, chosen by seed, that is validated on instead of "
        "trained on; not together with validationIndicatorCol",
        Converters.toFloat,
    )

    validationIndicatorCol: Param[str] = Param(
        Params._dummy(),
        "validationIndicatorCol",
        "boolean column that is true in rows that are not trained on but validated on "
        "after each epoch; unset: see validationFraction",
        Converters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            earlyStoppingPatience=2,
            validationFraction=0.0,
        )

    def getEarlyStoppingPatience(self) -> int:
        """The value of ``earlyStoppingPatience``, or its default."""
        return self._get(self.earlyStoppingPatience)

    def getValidationFraction(self) -> float:
        """The value of ``validationFraction``, or its default."""
        return self._get(self.validationFraction)

    def getValidationIndicatorCol(self) -> str | None:
        """The value of ``validationIndicatorCol``, or its default."""
        return self._get_optional(self.validationIndicatorCol)
