"""Evaluators of probabilities, for use alone, in CrossValidator and in TrainValidationSplit."""

from typing import NamedTuple

from pyspark.sql import DataFrame

from sparkdeepfm._arguments import spark_frame
from sparkdeepfm._base import StageEvaluator
from sparkdeepfm._generated.calibration_evaluator_params import CalibrationEvaluatorParams
from sparkdeepfm._generated.group_auc_evaluator_params import GroupAucEvaluatorParams
from sparkdeepfm._generated.log_loss_evaluator_params import LogLossEvaluatorParams
from sparkdeepfm._generated.normalized_entropy_evaluator_params import (
    NormalizedEntropyEvaluatorParams,
)
from sparkdeepfm._generated.probability_evaluator_params import ProbabilityEvaluatorParams

__all__ = [
    "CalibrationEvaluator",
    "GroupAuc",
    "GroupAucEvaluator",
    "LogLossEvaluator",
    "NormalizedEntropyEvaluator",
    "ProbabilityEvaluator",
]


class GroupAuc(NamedTuple):
    """The average of the AUC of each group, and what it leaves out: groups of one class."""

    #: in [0, 1]; NaN if ``groups`` is 0
    value: float
    #: number of groups averaged over
    groups: int
    #: number of groups without an AUC
    groupsLeftOut: int
    #: number of rows in these, whatever their weights
    rowsLeftOut: int


class ProbabilityEvaluator(ProbabilityEvaluatorParams, StageEvaluator):
    __doc__ = ProbabilityEvaluatorParams.__doc__

    def _larger_is_better(self) -> bool:
        return self.getMetricName().lower() in {"areaunderroc", "groupauc"}


class LogLossEvaluator(LogLossEvaluatorParams, StageEvaluator):
    __doc__ = LogLossEvaluatorParams.__doc__


class NormalizedEntropyEvaluator(NormalizedEntropyEvaluatorParams, StageEvaluator):
    __doc__ = NormalizedEntropyEvaluatorParams.__doc__


class CalibrationEvaluator(CalibrationEvaluatorParams, StageEvaluator):
    __doc__ = CalibrationEvaluatorParams.__doc__

    def ratio(self, dataset: DataFrame) -> float:
        """Σ w p / Σ w y, predicted over observed positives, whatever ``metricName`` is; above 1
        where probabilities are too large.
        """
        spark_frame(dataset, "CalibrationEvaluator.ratio")
        return float(self._ask("ratio", dataset))


class GroupAucEvaluator(GroupAucEvaluatorParams, StageEvaluator):
    __doc__ = GroupAucEvaluatorParams.__doc__

    def _larger_is_better(self) -> bool:
        return True

    def groupAuc(self, dataset: DataFrame) -> GroupAuc:
        """The average with what it leaves out."""
        spark_frame(dataset, "GroupAucEvaluator.groupAuc")
        found = self._ask("groupAuc", dataset)
        return GroupAuc(found.value(), found.groups(), found.groupsLeftOut(), found.rowsLeftOut())
