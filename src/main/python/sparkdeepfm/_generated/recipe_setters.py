# Written by tools/generate.py from io.sparkdeepfm.param.RecipeParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.recipe_params import RecipeParams

P = TypeVar("P", bound="RecipeSetters")


class RecipeSetters(RecipeParams):
    """The setters of ``param.RecipeParams``."""

    def setRecipe(self: P, value: choices.Recipe) -> P:
        """Sets ``recipe``: what the Params that are not set are: none, their defaults; auto, chosen
        by the number of training rows, with a tenth of the rows held out for validation unless the
        validation rows are named (one of none, auto).
        """
        return self._set(recipe=value)
