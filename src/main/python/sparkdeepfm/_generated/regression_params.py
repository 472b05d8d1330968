# Written by tools/generate.py from io.sparkdeepfm.param.RegressionParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any

from pyspark.ml.param import Param, Params

from sparkdeepfm._converters import Converters
from sparkdeepfm._generated.deep_fm_params import DeepFMParams


class RegressionParams(DeepFMParams):
    """The Params of ``param.RegressionParams``."""

    loss: Param[str] = Param(
        Params._dummy(),
        "loss",
        "what the model is fitted by: squared, whose prediction is the output itself; or "
        "poisson, for counts and other labels of at least 0, whose prediction is exp of "
        "the output. Epochs are compared by the root mean squared error of the validation"
        " rows, with poisson by their mean Poisson deviance (one of squared, poisson)",
        Converters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            loss="squared",
        )

    def getLoss(self) -> str:
        """The value of ``loss``, or its default."""
        return self._get(self.loss)
