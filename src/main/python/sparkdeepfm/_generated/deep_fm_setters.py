# Written by tools/generate.py from io.sparkdeepfm.param.DeepFMParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from sparkdeepfm._generated.deep_fm_params import DeepFMParams
from sparkdeepfm._generated.engine_setters import EngineSetters
from sparkdeepfm._generated.initialization_setters import InitializationSetters
from sparkdeepfm._generated.input_setters import InputSetters
from sparkdeepfm._generated.optimizer_setters import OptimizerSetters
from sparkdeepfm._generated.recipe_setters import RecipeSetters
from sparkdeepfm._generated.schedule_setters import ScheduleSetters
from sparkdeepfm._generated.scoring_setters import ScoringSetters
from sparkdeepfm._generated.shape_setters import ShapeSetters
from sparkdeepfm._generated.training_setters import TrainingSetters
from sparkdeepfm._generated.validation_setters import ValidationSetters


class DeepFMSetters(
    DeepFMParams,
    InputSetters,
    ShapeSetters,
    InitializationSetters,
    TrainingSetters,
    EngineSetters,
    OptimizerSetters,
    ScheduleSetters,
    ValidationSetters,
    ScoringSetters,
    RecipeSetters,
):
    """The setters of ``param.DeepFMParams``."""
