# Written by tools/generate.py from io.sparkdeepfm.param.ValidationParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated.validation_params import ValidationParams

P = TypeVar("P", bound="ValidationSetters")


class ValidationSetters(ValidationParams):
    """The setters of ``param.ValidationParams``."""

    def setEarlyStoppingPatience(self: P, value: int) -> P:
        """Sets ``earlyStoppingPatience``: epochs in a row that the validation rows do not find
        better, after which training stops; 0: it goes on to numEpochs; needs validation rows.
        """
        return self._set(earlyStoppingPatience=value)

    def setValidationFraction(self: P, value: float) -> P:
        """Sets ``validationFraction``: part in [0, 1) of the rows, chosen by seed, that is
        validated on instead of trained on; not together with validationIndicatorCol.
        """
        return self._set(validationFraction=value)

    def setValidationIndicatorCol(self: P, value: str) -> P:
        """Sets ``validationIndicatorCol``: boolean column that is true in rows that are not trained
        on but validated on after each epoch; unset: see validationFraction.
        """
        return self._set(validationIndicatorCol=value)
