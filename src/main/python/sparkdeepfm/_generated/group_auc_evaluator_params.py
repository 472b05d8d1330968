# Written by tools/generate.py from io.sparkdeepfm.evaluation.GroupAucEvaluator.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.group_params import GroupParams
from sparkdeepfm._generated.score_evaluator_params import ScoreEvaluatorParams
from sparkdeepfm._keywords import keywords

P = TypeVar("P", bound="GroupAucEvaluatorParams")


class GroupAucEvaluatorParams(
    ScoreEvaluatorParams,
    GroupParams,
):
    """Group AUC, GAUC (Zhu et al. 2017, "Optimized Cost per Click in Taobao Display
    Advertising"): Σ_g ω_g AUC_g / Σ_g ω_g over groups g, such as users, who each see
    only their own ranking. Larger is better.

    AUC_g is exact: the share of the group's pairs of a positive and a negative in which
    the positive has the larger probability, ties counted half, a pair weighing the
    product of its rows' weights. ω_g is by ``groupWeighting`` the weight of the group's
    rows (``examples``, the paper's impressions, default), that of its positives
    (``positives``, the paper's clicks) or 1 (``equal``). Groups of one class have no
    AUC and are left out; ``groupAuc`` says how many.

    Rows are shuffled once and sorted by group and probability; a group of any size
    streams through one task, which spills to disk rather than hold it.

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
    probabilityCol : str, default "probability"
        column of the probabilities: vectors of two, of which the second is that of label 1, or
        numbers in [0, 1], the probability of label 1
    weightCol : str, optional
        numeric column of row weights, at least 0; unset or empty: every row weighs 1
    """

    _java_class = "io.sparkdeepfm.evaluation.GroupAucEvaluator"

    @keywords
    def __init__(
        self,
        *,
        groupCol: str | None = None,
        groupWeighting: choices.GroupWeighting = "examples",
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
        groupCol: str | None = None,
        groupWeighting: choices.GroupWeighting = "examples",
        labelCol: str = "label",
        probabilityCol: str = "probability",
        weightCol: str | None = None,
    ) -> P:
        """Sets the parameters that are given, by name, as the constructor does."""
        return self._set(**self._given)
