# Written by tools/generate.py from io.sparkdeepfm.evaluation.ProbabilityEvaluator.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._converters import Converters
from sparkdeepfm._generated import choices
from sparkdeepfm._generated.bin_params import BinParams
from sparkdeepfm._generated.group_params import GroupParams
from sparkdeepfm._generated.score_evaluator_params import ScoreEvaluatorParams
from sparkdeepfm._keywords import keywords

P = TypeVar("P", bound="ProbabilityEvaluatorParams")


class ProbabilityEvaluatorParams(
    ScoreEvaluatorParams,
    BinParams,
    GroupParams,
):
    """How good predicted probabilities are, by ``metricName``:

    - ``logLoss`` (default): weighted mean log loss in nats, see ``LogLossEvaluator``

    - ``normalizedEntropy``: log loss over the entropy of the base rate, see
      ``NormalizedEntropyEvaluator``

    - ``calibration``: |log(Σ w p / Σ w y)|, and ``expectedCalibrationError`` in
      ``numBins`` bins, see ``CalibrationEvaluator``

    - ``groupAuc``: AUC averaged over the groups of ``groupCol``, see
      ``GroupAucEvaluator``

    - ``areaUnderRoc``: over all rows, exact, as Spark's
      ``BinaryClassificationEvaluator`` has it without bins Larger is better for the
      last two, smaller for the others.

    Parameters
    ----------
    groupCol : str, optional
        column whose equal values make a group, as a user's id; of any type without a map, not
        null
    groupWeighting : str, default "examples"
        how much a group counts: as its rows, as its positives, or all the same (one of
        examples, positives, equal)
    labelCol : str, default "label"
        numeric column of the labels, 0 or 1
    metricName : str, default "logLoss"
        what evaluate returns (one of logLoss, normalizedEntropy, calibration,
        expectedCalibrationError, groupAuc, areaUnderRoc)
    numBins : int, default 10
        number of bins of equal width for expectedCalibrationError, at least 1; more: finer,
        but the luck of few rows in a bin counts as error
    probabilityCol : str, default "probability"
        column of the probabilities: vectors of two, of which the second is that of label 1, or
        numbers in [0, 1], the probability of label 1
    weightCol : str, optional
        numeric column of row weights, at least 0; unset or empty: every row weighs 1
    """

    _java_class = "io.sparkdeepfm.evaluation.ProbabilityEvaluator"

    metricName: Param[str] = Param(
        Params._dummy(),
        "metricName",
        "what evaluate returns (one of logLoss, normalizedEntropy, calibration, "
        "expectedCalibrationError, groupAuc, areaUnderRoc)",
        Converters.toString,
    )

    @keywords
    def __init__(
        self,
        *,
        groupCol: str | None = None,
        groupWeighting: choices.GroupWeighting = "examples",
        labelCol: str = "label",
        metricName: choices.ProbabilityEvaluatorMetricName = "logLoss",
        numBins: int = 10,
        probabilityCol: str = "probability",
        weightCol: str | None = None,
    ) -> None:
        super().__init__()
        self._setDefault(
            metricName="logLoss",
        )
        self._create()

    @keywords
    def setParams(
        self: P,
        *,
        groupCol: str | None = None,
        groupWeighting: choices.GroupWeighting = "examples",
        labelCol: str = "label",
        metricName: choices.ProbabilityEvaluatorMetricName = "logLoss",
        numBins: int = 10,
        probabilityCol: str = "probability",
        weightCol: str | None = None,
    ) -> P:
        """Sets the parameters that are given, by name, as the constructor does."""
        return self._set(**self._given)

    def setMetricName(self: P, value: choices.ProbabilityEvaluatorMetricName) -> P:
        """Sets ``metricName``: what evaluate returns (one of logLoss, normalizedEntropy,
        calibration, expectedCalibrationError, groupAuc, areaUnderRoc).
        """
        return self._set(metricName=value)

    def getMetricName(self) -> str:
        """The value of ``metricName``, or its default."""
        return self._get(self.metricName)
