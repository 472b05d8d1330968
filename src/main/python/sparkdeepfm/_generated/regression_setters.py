# Written by tools/generate.py from io.sparkdeepfm.param.RegressionParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.deep_fm_setters import DeepFMSetters
from sparkdeepfm._generated.regression_params import RegressionParams

P = TypeVar("P", bound="RegressionSetters")


class RegressionSetters(
    RegressionParams,
    DeepFMSetters,
):
    """The setters of ``param.RegressionParams``."""

    def setLoss(self: P, value: choices.Loss) -> P:
        """Sets ``loss``: what the model is fitted by: squared, whose prediction is the output
        itself; or poisson, for counts and other labels of at least 0, whose prediction is exp of
        the output. Epochs are compared by the root mean squared error of the validation rows, with
        poisson by their mean Poisson deviance (one of squared, poisson).
        """
        return self._set(loss=value)
