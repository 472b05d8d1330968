# Written by tools/generate.py from io.sparkdeepfm.evaluation.CalibrationEvaluator.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._converters import Converters
from sparkdeepfm._generated import choices
from sparkdeepfm._generated.bin_params import BinParams
from sparkdeepfm._generated.score_evaluator_params import ScoreEvaluatorParams
from sparkdeepfm._keywords import keywords

P = TypeVar("P", bound="CalibrationEvaluatorParams")


class CalibrationEvaluatorParams(
    ScoreEvaluatorParams,
    BinParams,
):
    """Whether probabilities are as large as the rates that they foretell; smaller is
    better. ``metricName`` is one of

    - ``absoluteLogRatio`` (default): |log(Σ w p / Σ w y)|, from the ratio of predicted
      to observed positives (He et al. 2014, "Practical Lessons from Predicting Clicks
      on Ads at Facebook", section 2). The ratio itself is best at 1, not at either end,
      so a search could neither maximise nor minimise it; the logarithm's distance from
      0 it can minimise, and that counts twice too many the same as half as many.
      ``ratio`` gives the ratio.

    - ``expectedCalibrationError``: rows are binned by p, and |p̄ − ȳ|, the bin's mean
      probability against its rate of positives, is averaged over the bins, each
      weighing as its rows do (Naeini et al. 2015, "Obtaining Well Calibrated
      Probabilities Using Bayesian Binning"; Guo et al. 2017, "On Calibration of Modern
      Neural Networks", equation 3). Bins are Guo's, ((m−1)/numBins, m/numBins], the
      first with 0. Where positives are rare most rows share the first bins; then take
      more bins.

    Parameters
    ----------
    labelCol : str, default "label"
        numeric column of the labels, 0 or 1
    metricName : str, default "absoluteLogRatio"
        what evaluate returns (one of absoluteLogRatio, expectedCalibrationError)
    numBins : int, default 10
        number of bins of equal width for expectedCalibrationError, at least 1; more: finer,
        but the luck of few rows in a bin counts as error
    probabilityCol : str, default "probability"
        column of the probabilities: vectors of two, of which the second is that of label 1, or
        numbers in [0, 1], the probability of label 1
    weightCol : str, optional
        numeric column of row weights, at least 0; unset or empty: every row weighs 1
    """

    _java_class = "io.sparkdeepfm.evaluation.CalibrationEvaluator"

    metricName: Param[str] = Param(
        Params._dummy(),
        "metricName",
        "what evaluate returns (one of absoluteLogRatio, expectedCalibrationError)",
        Converters.toString,
    )

    @keywords
    def __init__(
        self,
        *,
        labelCol: str = "label",
        metricName: choices.CalibrationEvaluatorMetricName = "absoluteLogRatio",
        numBins: int = 10,
        probabilityCol: str = "probability",
        weightCol: str | None = None,
    ) -> None:
        super().__init__()
        self._setDefault(
            metricName="absoluteLogRatio",
        )
        self._create()

    @keywords
    def setParams(
        self: P,
        *,
        labelCol: str = "label",
        metricName: choices.CalibrationEvaluatorMetricName = "absoluteLogRatio",
        numBins: int = 10,
        probabilityCol: str = "probability",
        weightCol: str | None = None,
    ) -> P:
        """Sets the parameters that are given, by name, as the constructor does."""
        return self._set(**self._given)

    def setMetricName(self: P, value: choices.CalibrationEvaluatorMetricName) -> P:
        """Sets ``metricName``: what evaluate returns (one of absoluteLogRatio,
        expectedCalibrationError).
        """
        return self._set(metricName=value)

    def getMetricName(self) -> str:
        """The value of ``metricName``, or its default."""
        return self._get(self.metricName)
