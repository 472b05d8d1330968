# Written by tools/generate.py from io.sparkdeepfm.param.ScheduleParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters


class ScheduleParams(JavaStage):
    """The Params of ``param.ScheduleParams``."""

    learningRateSchedule: Param[str] = Param(
        Params._dummy(),
        "learningRateSchedule",
        "how the learning rates fall: plateau, by plateauFactor after plateauPatience "
        "epochs without a better validationMetric (constant where there are no validation"
        " rows); linear or cosine, step by step towards 0 at the end of numEpochs (one of"
        " constant, plateau, linear, cosine)",
        Converters.toString,
    )

    minLearningRate: Param[float] = Param(
        Params._dummy(),
        "minLearningRate",
        "learning rate, above 0, under which no schedule goes after the warm-up",
        Converters.toFloat,
    )

    plateauFactor: Param[float] = Param(
        Params._dummy(),
        "plateauFactor",
        "factor in (0, 1] by which the learning rates fall at a plateau",
        Converters.toFloat,
    )

    plateauPatience: Param[int] = Param(
        Params._dummy(),
        "plateauPatience",
        "epochs in a row without a better validationMetric, at least 1, after which the "
        "learning rates fall, with the schedule plateau; less than earlyStoppingPatience,"
        " or training stops first",
        Converters.toInt,
    )

    warmupSteps: Param[int] = Param(
        Params._dummy(),
        "warmupSteps",
        "steps of a worker in which the learning rates first rise in a straight line, at "
        "least 0",
        Converters.toInt,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            learningRateSchedule="plateau",
            minLearningRate=1e-06,
            plateauFactor=0.1,
            plateauPatience=1,
            warmupSteps=0,
        )

    def getLearningRateSchedule(self) -> str:
        """The value of ``learningRateSchedule``, or its default."""
        return self._get(self.learningRateSchedule)

    def getMinLearningRate(self) -> float:
        """The value of ``minLearningRate``, or its default."""
        return self._get(self.minLearningRate)

    def getPlateauFactor(self) -> float:
        """The value of ``plateauFactor``, or its default."""
        return self._get(self.plateauFactor)

    def getPlateauPatience(self) -> int:
        """The value of ``plateauPatience``, or its default."""
        return self._get(self.plateauPatience)

    def getWarmupSteps(self) -> int:
        """The value of ``warmupSteps``, or its default."""
        return self._get(self.warmupSteps)
