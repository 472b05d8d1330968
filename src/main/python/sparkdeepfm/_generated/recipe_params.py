# Written by tools/generate.py from io.sparkdeepfm.param.RecipeParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters


class RecipeParams(JavaStage):
    """The Params of ``param.RecipeParams``."""

    recipe: Param[str] = Param(
        Params._dummy(),
        "recipe",
        "what the Params that are not set are: none, their defaults; auto, chosen by the "
        "number of training rows, with a tenth of the rows held out for validation unless"
        " the validation rows are named (one of none, auto)",
        Converters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            recipe="none",
        )

    def getRecipe(self) -> str:
        """The value of ``recipe``, or its default."""
        return self._get(self.recipe)
