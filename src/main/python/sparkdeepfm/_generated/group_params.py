# Written by tools/generate.py from io.sparkdeepfm.evaluation.GroupParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any, TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters
from sparkdeepfm._generated import choices

P = TypeVar("P", bound="GroupParams")


class GroupParams(JavaStage):
    """The Params of ``evaluation.GroupParams``."""

    groupCol: Param[str] = Param(
        Params._dummy(),
        "groupCol",
        "column whose equal values make a group, as a user's id; of any type without a "
        "map, not null",
        Converters.toString,
    )

    groupWeighting: Param[str] = Param(
        Params._dummy(),
        "groupWeighting",
        "how much a group counts: as its rows, as its positives, or all the same (one of "
        "examples, positives, equal)",
        Converters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            groupWeighting="examples",
        )

    def setGroupCol(self: P, value: str) -> P:
        """Sets ``groupCol``: column whose equal values make a group, as a user's id; of any type
        without a map, not null.
        """
        return self._set(groupCol=value)

    def getGroupCol(self) -> str | None:
        """The value of ``groupCol``, or its default."""
        return self._get_optional(self.groupCol)

    def setGroupWeighting(self: P, value: choices.GroupWeighting) -> P:
        """Sets ``groupWeighting``: how much a group counts: as its rows, as its positives, or all
        the same (one of examples, positives, equal).
        """
        return self._set(groupWeighting=value)

    def getGroupWeighting(self) -> str:
        """The value of ``groupWeighting``, or its default."""
        return self._get(self.groupWeighting)
