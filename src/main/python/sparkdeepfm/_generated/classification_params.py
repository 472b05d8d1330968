# Written by tools/generate.py from io.sparkdeepfm.param.ClassificationParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any

from pyspark.ml.param import Param, Params

from sparkdeepfm._converters import Converters
from sparkdeepfm._generated.deep_fm_params import DeepFMParams


class ClassificationParams(DeepFMParams):
    """The Params of ``param.ClassificationParams``."""

    negativeSamplingRate: Param[float] = Param(
        Params._dummy(),
        "negativeSamplingRate",
        "part in (0, 1] of the training rows with label 0, chosen by seed, that is "
        "trained on; the probabilities are corrected for it",
        Converters.toFloat,
    )

    positiveWeight: Param[float] = Param(
        Params._dummy(),
        "positiveWeight",
        "factor above 0 of the weights of rows with label 1, in loss, averaging and "
        "metrics; moves the probabilities away from the observed rates",
        Converters.toFloat,
    )

    validationMetric: Param[str] = Param(
        Params._dummy(),
        "validationMetric",
        "what epochs are compared by, over the validation rows with their weights (one of"
        " auc, logLoss, aucMinusLogLoss)",
        Converters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            negativeSamplingRate=1.0,
            positiveWeight=1.0,
            validationMetric="aucMinusLogLoss",
        )

    def getNegativeSamplingRate(self) -> float:
        """The value of ``negativeSamplingRate``, or its default."""
        return self._get(self.negativeSamplingRate)

    def getPositiveWeight(self) -> float:
        """The value of ``positiveWeight``, or its default."""
        return self._get(self.positiveWeight)

    def getValidationMetric(self) -> str:
        """The value of ``validationMetric``, or its default."""
        return self._get(self.validationMetric)
