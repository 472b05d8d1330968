# Written by tools/generate.py from io.sparkdeepfm.evaluation.NormalizedEntropyEvaluator.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated.score_evaluator_params import ScoreEvaluatorParams
from sparkdeepfm._keywords import keywords

P = TypeVar("P", bound="NormalizedEntropyEvaluatorParams")


class NormalizedEntropyEvaluatorParams(ScoreEvaluatorParams):
    """Normalized entropy (He et al. 2014, "Practical Lessons from Predicting Clicks on Ads
    at Facebook", equation 1): the log loss of the evaluated rows over the entropy of
    their weighted base rate r,

    NE = [Σ w (−y log p − (1−y) log(1−p)) / Σ w] / [−r log r − (1−r) log(1−r)], r = Σ w
    y / Σ w

    Smaller is better; predicting r for every row gives 1, so a model below 1 beats the
    base rate. Unlike the log loss it can be compared between data of different base
    rates. Probabilities are clipped as in ``LogLossEvaluator``.

    The same as ``ProbabilityEvaluator`` with ``metricName`` normalizedEntropy.

    Parameters
    ----------
    labelCol : str, default "label"
        numeric column of the labels, 0 or 1
    probabilityCol : str, default "probability"
        column of the probabilities: vectors of two, of which the second is that of label 1, or
        numbers in [0, 1], the probability of label 1
    weightCol : str, optional
        numeric column of row weights, at least 0; unset or empty: every row weighs 1
    """

    _java_class = "io.sparkdeepfm.evaluation.NormalizedEntropyEvaluator"

    @keywords
    def __init__(
        self,
        *,
        labelCol: str = "label",
        probabilityCol: str = "probability",
        weightCol: str | None = None,
    ) -> None:
        super().__init__()
        self._create()

    @keywords
    def setParams(
        self: P,
        *,
        labelCol: str = "label",
        probabilityCol: str = "probability",
        weightCol: str | None = None,
    ) -> P:
        """Sets the parameters that are given, by name, as the constructor does."""
        return self._set(**self._given)
