# Written by tools/generate.py from io.sparkdeepfm.param.TrainingParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any, TypeVar

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters

P = TypeVar("P", bound="TrainingParams")


class TrainingParams(JavaStage):
    """The Params of ``param.TrainingParams``."""

    averagingFrequency: Param[int] = Param(
        Params._dummy(),
        "averagingFrequency",
        "steps of each worker between two averagings of the replicas, at least 1; larger:"
        " less exchange, replicas that drift further apart; without effect with one "
        "worker",
        Converters.toInt,
    )

    batchSize: Param[int] = Param(
        Params._dummy(),
        "batchSize",
        "examples per step per worker, at least 1; larger: faster epochs, fewer steps",
        Converters.toInt,
    )

    engine: Param[str] = Param(
        Params._dummy(),
        "engine",
        "what trains the model (one of cpu, dl4j)",
        Converters.toString,
    )

    matmulPrecision: Param[str] = Param(
        Params._dummy(),
        "matmulPrecision",
        "precision of the factors in the matrix products of training and, set on a model,"
        " of scoring; bfloat16 is several times faster on processors that multiply it "
        "(AMX, AVX512-BF16) and as float32 on others; sums and parameters are float32 "
        "always (one of float32, bfloat16)",
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
            averagingFrequency=100,
            batchSize=1024,
            engine="cpu",
            matmulPrecision="float32",
            numEpochs=5,
            numWorkers=0,
            seed=42,
            threadsPerWorker=0,
        )

    def setAveragingFrequency(self: P, value: int) -> P:
        """Sets ``averagingFrequency``: steps of each worker between two averagings of the replicas,
        at least 1; larger: less exchange, replicas that drift further apart; without effect with
        one worker.
        """
        return self._set(averagingFrequency=value)

    def getAveragingFrequency(self) -> int:
        """The value of ``averagingFrequency``, or its default."""
        return self._get(self.averagingFrequency)

    def setBatchSize(self: P, value: int) -> P:
        """Sets ``batchSize``: examples per step per worker, at least 1; larger: faster epochs,
        fewer steps.
        """
        return self._set(batchSize=value)

    def getBatchSize(self) -> int:
        """The value of ``batchSize``, or its default."""
        return self._get(self.batchSize)

    def setEngine(self: P, value: str) -> P:
        """Sets ``engine``: what trains the model (one of cpu, dl4j)."""
        return self._set(engine=value)

    def getEngine(self) -> str:
        """The value of ``engine``, or its default."""
        return self._get(self.engine)

    def setMatmulPrecision(self: P, value: str) -> P:
        """Sets ``matmulPrecision``: precision of the factors in the matrix products of training
        and, set on a model, of scoring; bfloat16 is several times faster on processors that
        multiply it (AMX, AVX512-BF16) and as float32 on others; sums and parameters are float32
        always (one of float32, bfloat16).
        """
        return self._set(matmulPrecision=value)

    def getMatmulPrecision(self) -> str:
        """The value of ``matmulPrecision``, or its default."""
        return self._get(self.matmulPrecision)

    def setNumEpochs(self: P, value: int) -> P:
        """Sets ``numEpochs``: passes over the training rows at most, at least 1."""
        return self._set(numEpochs=value)

    def getNumEpochs(self) -> int:
        """The value of ``numEpochs``, or its default."""
        return self._get(self.numEpochs)

    def setNumWorkers(self: P, value: int) -> P:
        """Sets ``numWorkers``: training tasks, each with a replica of the parameters; 0: one per
        executor, and one in local mode.
        """
        return self._set(numWorkers=value)

    def getNumWorkers(self) -> int:
        """The value of ``numWorkers``, or its default."""
        return self._get(self.numWorkers)

    def setSeed(self: P, value: int) -> P:
        """Sets ``seed``: seed of initial parameters, order of examples and dropout; the same seed,
        data, number of workers and threads give the same model.
        """
        return self._set(seed=value)

    def getSeed(self) -> int:
        """The value of ``seed``, or its default."""
        return self._get(self.seed)

    def setThreadsPerWorker(self: P, value: int) -> P:
        """Sets ``threadsPerWorker``: threads of each worker; 0: the cores of its executor, shared
        out among its workers.
        """
        return self._set(threadsPerWorker=value)

    def getThreadsPerWorker(self) -> int:
        """The value of ``threadsPerWorker``, or its default."""
        return self._get(self.threadsPerWorker)
