# Written by tools/generate.py from io.sparkdeepfm.param.InputParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from collections.abc import Sequence
from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.input_params import InputParams

P = TypeVar("P", bound="InputSetters")


class InputSetters(InputParams):
    """The setters of ``param.InputParams``."""

    def setFieldSizes(self: P, value: Sequence[int]) -> P:
        """Sets ``fieldSizes``: number of features of each field, in the order of the vector, for a
        features column without field metadata; 1 for a numeric field.
        """
        return self._set(fieldSizes=value)

    def setPooling(self: P, value: choices.Pooling) -> P:
        """Sets ``pooling``: how several values of a field become one vector, for fields whose
        pooling the assembler left open (one of sum, mean, sqrtn).
        """
        return self._set(pooling=value)
