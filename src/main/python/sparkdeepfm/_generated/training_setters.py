# Written by tools/generate.py from io.sparkdeepfm.param.TrainingParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.training_params import TrainingParams

P = TypeVar("P", bound="TrainingSetters")


class TrainingSetters(TrainingParams):
    """The setters of ``param.TrainingParams``."""

    def setAveraging(self: P, value: choices.Averaging) -> P:
        """Sets ``averaging``: what is averaged over the workers: parameters, after
        averagingFrequency steps of each; or, with engine cpu or cuda, gradients, in every step, so
        that all together learn as one worker does from numWorkers times batchSize examples per
        step, at the cost of a Spark job per step; without effect with one worker (one of
        parameters, gradients).
        """
        return self._set(averaging=value)

    def setAveragingFrequency(self: P, value: int) -> P:
        """Sets ``averagingFrequency``: steps of each worker between two averagings of the
        parameters, at least 1; larger: less exchange, replicas that drift further apart; without
        effect with one worker, an error with averaging gradients.
        """
        return self._set(averagingFrequency=value)

    def setBatchSize(self: P, value: int) -> P:
        """Sets ``batchSize``: examples per step per worker, at least 1; larger: faster epochs,
        fewer steps.
        """
        return self._set(batchSize=value)

    def setInitialModelPath(self: P, value: str) -> P:
        """Sets ``initialModelPath``: path of a saved model of the same kind, or of a saved
        PipelineModel whose last one is meant, that the training goes on from; unset: from the seed.
        """
        return self._set(initialModelPath=value)

    def setNumEpochs(self: P, value: int) -> P:
        """Sets ``numEpochs``: passes over the training rows at most, at least 1."""
        return self._set(numEpochs=value)

    def setNumWorkers(self: P, value: int) -> P:
        """Sets ``numWorkers``: training tasks, each with a replica of the parameters; 0: one per
        executor, and one in local mode.
        """
        return self._set(numWorkers=value)

    def setSeed(self: P, value: int) -> P:
        """Sets ``seed``: seed of initial parameters, order of examples and dropout; the same seed,
        data, number of workers and threads give the same model.
        """
        return self._set(seed=value)

    def setThreadsPerWorker(self: P, value: int) -> P:
        """Sets ``threadsPerWorker``: threads of each worker; 0: the cores of its executor, shared
        out among its workers.
        """
        return self._set(threadsPerWorker=value)
