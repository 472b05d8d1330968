# Written by tools/generate.py from io.sparkdeepfm.stage.LogMinMaxScaler.
# Edit that and run src/test/python/run.sh generate.

from collections.abc import Sequence
from typing import TypeVar

from sparkdeepfm._generated.log_min_max_params import LogMinMaxParams
from sparkdeepfm._keywords import keywords

P = TypeVar("P", bound="LogMinMaxScalerParams")


class LogMinMaxScalerParams(LogMinMaxParams):
    """Brings counts and amounts of any number of columns to 0 … 1 on a log scale:

    x' = log(1 + min(max(x, 0), clipMax)) / (the largest such logarithm of the training
    data)

    The minimum is fixed at 0 rather than taken from the data, so that zero stays zero:
    a zero is not stored in the features vector and costs the model nothing, and a
    missing value, which contributes nothing either, means the same on every data set.
    Negative values count as 0, null stays null, and what exceeds the training maximum
    becomes 1. A column that is nowhere above 0 becomes 0.

    Parameters
    ----------
    clipMax : list[float], optional
        upper limit of each input column, aligned with inputCols, each above 0 or Infinity for
        none; larger values count as the limit. Lower: outliers squeeze the others less
    inputCols : list[str], optional
        names of the columns to read, at least one
    outputCols : list[str], optional
        names of the columns to write, aligned with inputCols; they must not exist yet
    """

    _java_class = "io.sparkdeepfm.stage.LogMinMaxScaler"

    @keywords
    def __init__(
        self,
        *,
        clipMax: Sequence[float] | None = None,
        inputCols: Sequence[str] | None = None,
        outputCols: Sequence[str] | None = None,
    ) -> None:
        super().__init__()
        self._create()

    @keywords
    def setParams(
        self: P,
        *,
        clipMax: Sequence[float] | None = None,
        inputCols: Sequence[str] | None = None,
        outputCols: Sequence[str] | None = None,
    ) -> P:
        """Sets the parameters that are given, by name, as the constructor does."""
        return self._set(**self._given)
