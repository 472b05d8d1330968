# Written by tools/generate.py from io.sparkdeepfm.param.ClassificationParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.classification_params import ClassificationParams
from sparkdeepfm._generated.deep_fm_setters import DeepFMSetters

P = TypeVar("P", bound="ClassificationSetters")


class ClassificationSetters(
    ClassificationParams,
    DeepFMSetters,
):
    """The setters of ``param.ClassificationParams``."""

    def setNegativeSamplingRate(self: P, value: float) -> P:
        """Sets ``negativeSamplingRate``: part in (0, 1] of the training rows with label 0, chosen
        by seed, that is trained on; the probabilities are corrected for it.
        """
        return self._set(negativeSamplingRate=value)

    def setPositiveWeight(self: P, value: float) -> P:
        """Sets ``positiveWeight``: factor above 0 of the weights of rows with label 1, in loss,
        averaging and metrics; moves the probabilities away from the observed rates.
        """
        return self._set(positiveWeight=value)

    def setValidationMetric(self: P, value: choices.ValidationMetric) -> P:
        """Sets ``validationMetric``: what epochs are compared by, over the validation rows with
        their weights (one of auc, logLoss, aucMinusLogLoss).
        """
        return self._set(validationMetric=value)
