# Written by tools/generate.py from io.sparkdeepfm.evaluation.LogLossEvaluator.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated.score_evaluator_params import ScoreEvaluatorParams
from sparkdeepfm._keywords import keywords

P = TypeVar("P", bound="LogLossEvaluatorParams")


class LogLossEvaluatorParams(ScoreEvaluatorParams):
    """Weighted mean log loss in nats, Σ w (−y log p − (1−y) log(1−p)) / Σ w; smaller is
    better.

    Probabilities are clipped to [1e-15, 1 − 1e-15]. A probability that was rounded to 0
    or 1 and is wrong would otherwise make the loss of all rows infinite, whereafter no
    two models could be told apart; so it costs 34.5 nats. The bound is that of Spark's
    ``logLoss`` metric, and leaves a double room on both sides (1 − 1e-15 differs from 1
    by nine units in the last place).

    The same as ``ProbabilityEvaluator`` with ``metricName`` logLoss.

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

    _java_class = "io.sparkdeepfm.evaluation.LogLossEvaluator"

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
