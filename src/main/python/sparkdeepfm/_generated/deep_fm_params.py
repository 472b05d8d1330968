# Written by tools/generate.py from io.sparkdeepfm.param.DeepFMParams.
# Edit that and run src/test/python/run.sh generate.

from sparkdeepfm._generated.dl4j_params import Dl4jParams
from sparkdeepfm._generated.explanation_params import ExplanationParams
from sparkdeepfm._generated.initialization_params import InitializationParams
from sparkdeepfm._generated.input_params import InputParams
from sparkdeepfm._generated.optimizer_params import OptimizerParams
from sparkdeepfm._generated.penalty_params import PenaltyParams
from sparkdeepfm._generated.schedule_params import ScheduleParams
from sparkdeepfm._generated.shape_params import ShapeParams
from sparkdeepfm._generated.training_params import TrainingParams
from sparkdeepfm._generated.validation_params import ValidationParams
from sparkdeepfm._generated.warm_start_params import WarmStartParams


class DeepFMParams(
    InputParams,
    ShapeParams,
    InitializationParams,
    TrainingParams,
    OptimizerParams,
    PenaltyParams,
    ScheduleParams,
    ValidationParams,
    WarmStartParams,
    ExplanationParams,
    Dl4jParams,
):
    """The Params of ``param.DeepFMParams``."""
