# Written by tools/generate.py from io.sparkdeepfm.param.DeepFMParams.
# Edit that and run src/test/python/run.sh generate.

from sparkdeepfm._generated.engine_params import EngineParams
from sparkdeepfm._generated.initialization_params import InitializationParams
from sparkdeepfm._generated.input_params import InputParams
from sparkdeepfm._generated.optimizer_params import OptimizerParams
from sparkdeepfm._generated.recipe_params import RecipeParams
from sparkdeepfm._generated.schedule_params import ScheduleParams
from sparkdeepfm._generated.scoring_params import ScoringParams
from sparkdeepfm._generated.shape_params import ShapeParams
from sparkdeepfm._generated.training_params import TrainingParams
from sparkdeepfm._generated.validation_params import ValidationParams


class DeepFMParams(
    InputParams,
    ShapeParams,
    InitializationParams,
    TrainingParams,
    EngineParams,
    OptimizerParams,
    ScheduleParams,
    ValidationParams,
    ScoringParams,
    RecipeParams,
):
    """The Params of ``param.DeepFMParams``."""
