# Written by tools/generate.py from io.sparkdeepfm.param.ScoringParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters


class ScoringParams(JavaStage):
    """The Params of ``param.ScoringParams``."""

    cudaDevice: Param[int] = Param(
        Params._dummy(),
        "cudaDevice",
        "with engine or scoringEngine cuda in local mode: number of the GPU, from 0; on a"
        " cluster Spark gives each task its own",
        Converters.toInt,
    )

    explainCol: Param[str] = Param(
        Params._dummy(),
        "explainCol",
        "column for the terms that the logit, or a regressor's output, is the sum of: "
        "bias, firstOrder by field, secondOrder by pair of fields, deep for the rest; it "
        "must not exist yet; empty: none",
        Converters.toString,
    )

    matmulPrecision: Param[str] = Param(
        Params._dummy(),
        "matmulPrecision",
        "precision of the factors in the matrix products of training and, set on a model,"
        " of scoring; bfloat16 is several times faster on processors that multiply it "
        "(AMX, AVX512-BF16) and as float32 on others; tf32 is for GPUs, with engine cuda,"
        " and as float32 where processors score; sums and parameters are float32 always. "
        "auto is bfloat16 where the driver's processor multiplies it, a hidden layer has "
        "256 units or more and the engine is cpu, else float32, and a trained model says "
        "which; set float32 for the same model on every processor (one of float32, tf32, "
        "bfloat16, auto)",
        Converters.toString,
    )

    scoringEngine: Param[str] = Param(
        Params._dummy(),
        "scoringEngine",
        "what computes the predictions of transform: cpu, or cuda, the NVIDIA GPU that "
        "Spark gives each task or, in local mode, that of cudaDevice; single vectors are "
        "always scored by the processor (one of cpu, cuda)",
        Converters.toString,
    )

    weightCol: Param[str] = Param(
        Params._dummy(),
        "weightCol",
        "numeric column of row weights, at least 0, used in loss, averaging and metrics; "
        "unset: every row weighs 1",
        Converters.toString,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            cudaDevice=0,
            explainCol="",
            matmulPrecision="auto",
            scoringEngine="cpu",
        )

    def getCudaDevice(self) -> int:
        """The value of ``cudaDevice``, or its default."""
        return self._get(self.cudaDevice)

    def getExplainCol(self) -> str:
        """The value of ``explainCol``, or its default."""
        return self._get(self.explainCol)

    def getMatmulPrecision(self) -> str:
        """The value of ``matmulPrecision``, or its default."""
        return self._get(self.matmulPrecision)

    def getScoringEngine(self) -> str:
        """The value of ``scoringEngine``, or its default."""
        return self._get(self.scoringEngine)

    def getWeightCol(self) -> str | None:
        """The value of ``weightCol``, or its default."""
        return self._get_optional(self.weightCol)
