# Written by tools/generate.py from io.sparkdeepfm.param.TrainingParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters


class TrainingParams(JavaStage):
    """The Params of ``param.TrainingParams``."""

    averaging: Param[str] = Param(
        Params._dummy(),
        "averaging",
        "what is averaged over the workers: parameters, after averagingFrequency steps of"
        " each; or, with engine cpu or cuda, gradients, in every step, so that all "
        "together learn as one worker does from numWorkers times batchSize examples per "
        "step, at the cost of a Spark job per step; without effect with one worker (one "
        "of parameters, gradients)",
        Converters.toString,
    )

    averagingFrequency: Param[int] = Param(
        Params._dummy(),
        "averagingFrequency",
        "steps of each worker between two averagings of the parameters, at least 1; "
        "larger: less exchange, replicas that drift further apart; without effect with "
        "one worker, an error with averaging gradients",
        Converters.toInt,
    )

    batchSize: Param[int] = Param(
        Params._dummy(),
        "batchSize",
        "examples per step per worker, at least 1; larger: faster epochs, fewer steps",
        Converters.toInt,
    )

    initialModelPath: Param[str] = Param(
        Params._dummy(),
        "initialModelPath",
        "path of a saved model of the same kind, or of a saved PipelineModel whose last "
        "one is meant, that the training goes on from; unset: from the seed",
        Converters.toString,
    )

    numEpochs: Param[int] = Param(
        Params._dummy(),
        "numEpochs",
        "passes over the training rows at most, at least 1",
        Converters.toInt,
    )

    numWorkers: Param[int] = Param(
        Params._dummy(),
        "numWorkers",
        "training tasks, each with a replica of the parameters; 0: one per executor, and "
        "one in local mode",
        Converters.toInt,
    )

    seed: Param[int] = Param(
        Params._dummy(),
        "seed",
        "seed of initial parameters, order of examples and dropout; the same seed, data, "
        "number of workers and threads give the same model",
        Converters.toLong,
    )

    threadsPerWorker: Param[int] = Param(
        Params._dummy(),
        "threadsPerWorker",
        "threads of each worker; 0: the cores of its executor, shared out among its "
        "workers",
        Converters.toInt,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            averaging="parameters",
            averagingFrequency=100,
            batchSize=1024,
            numEpochs=5,
            numWorkers=0,
            seed=42,
            threadsPerWorker=0,
        )

    def getAveraging(self) -> str:
        """The value of ``averaging``, or its default."""
        return self._get(self.averaging)

    def getAveragingFrequency(self) -> int:
        """The value of ``averagingFrequency``, or its default."""
        return self._get(self.averagingFrequency)

    def getBatchSize(self) -> int:
        """The value of ``batchSize``, or its default."""
        return self._get(self.batchSize)

    def getInitialModelPath(self) -> str | None:
        """The value of ``initialModelPath``, or its default."""
        return self._get_optional(self.initialModelPath)

    def getNumEpochs(self) -> int:
        """The value of ``numEpochs``, or its default."""
        return self._get(self.numEpochs)

    def getNumWorkers(self) -> int:
        """The value of ``numWorkers``, or its default."""
        return self._get(self.numWorkers)

    def getSeed(self) -> int:
        """The value of ``seed``, or its default."""
        return self._get(self.seed)

    def getThreadsPerWorker(self) -> int:
        """The value of ``threadsPerWorker``, or its default."""
        return self._get(self.threadsPerWorker)
