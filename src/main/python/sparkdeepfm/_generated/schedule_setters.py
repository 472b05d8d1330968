# Written by tools/generate.py from io.sparkdeepfm.param.ScheduleParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.schedule_params import ScheduleParams

P = TypeVar("P", bound="ScheduleSetters")


class ScheduleSetters(ScheduleParams):
    """The setters of ``param.ScheduleParams``."""

    def setLearningRateSchedule(self: P, value: choices.LearningRateSchedule) -> P:
        """Sets ``learningRateSchedule``: how the learning rates fall: plateau, by plateauFactor
        after plateauPatience epochs without a better validationMetric (constant where there are no
        validation rows); linear or cosine, step by step towards 0 at the end of numEpochs (one of
        constant, plateau, linear, cosine).
        """
        return self._set(learningRateSchedule=value)

    def setMinLearningRate(self: P, value: float) -> P:
        """Sets ``minLearningRate``: learning rate, above 0, under which no schedule goes after the
        warm-up.
        """
        return self._set(minLearningRate=value)

    def setPlateauFactor(self: P, value: float) -> P:
        """Sets ``plateauFactor``: factor in (0, 1] by which the learning rates fall at a plateau.
        """
        return self._set(plateauFactor=value)

    def setPlateauPatience(self: P, value: int) -> P:
        """Sets ``plateauPatience``: epochs in a row without a better validationMetric, at least 1,
        after which the learning rates fall, with the schedule plateau; less than
        earlyStoppingPatience, or training stops first.
        """
        return self._set(plateauPatience=value)

    def setWarmupSteps(self: P, value: int) -> P:
        """Sets ``warmupSteps``: steps of a worker in which the learning rates first rise in a
        straight line, at least 0.
        """
        return self._set(warmupSteps=value)
