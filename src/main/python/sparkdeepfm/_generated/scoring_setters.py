# Written by tools/generate.py from io.sparkdeepfm.param.ScoringParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.scoring_params import ScoringParams

P = TypeVar("P", bound="ScoringSetters")


class ScoringSetters(ScoringParams):
    """The setters of ``param.ScoringParams``."""

    def setCudaDevice(self: P, value: int) -> P:
        """Sets ``cudaDevice``: with engine or scoringEngine cuda in local mode: number of the GPU,
        from 0; on a cluster Spark gives each task its own.
        """
        return self._set(cudaDevice=value)

    def setExplainCol(self: P, value: str) -> P:
        """Sets ``explainCol``: column for the terms that the logit, or a regressor's output, is the
        sum of: bias, firstOrder by field, secondOrder by pair of fields, deep for the rest; it must
        not exist yet; empty: none.
        """
        return self._set(explainCol=value)

    def setMatmulPrecision(self: P, value: choices.MatmulPrecision) -> P:
        """Sets ``matmulPrecision``: precision of the factors in the matrix products of training
        and, set on a model, of scoring; bfloat16 is several times faster on processors that
        multiply it (AMX, AVX512-BF16) and as float32 on others; tf32 is for GPUs, with engine cuda,
        and as float32 where processors score; sums and parameters are float32 always. auto is
        bfloat16 where the driver's processor multiplies it, a hidden layer has 256 units or more
        and the engine is cpu, else float32, and a trained model says which; set float32 for the
        same model on every processor (one of float32, tf32, bfloat16, auto).
        """
        return self._set(matmulPrecision=value)

    def setScoringEngine(self: P, value: choices.ScoringEngine) -> P:
        """Sets ``scoringEngine``: what computes the predictions of transform: cpu, or cuda, the
        NVIDIA GPU that Spark gives each task or, in local mode, that of cudaDevice; single vectors
        are always scored by the processor (one of cpu, cuda).
        """
        return self._set(scoringEngine=value)

    def setWeightCol(self: P, value: str) -> P:
        """Sets ``weightCol``: numeric column of row weights, at least 0, used in loss, averaging
        and metrics; unset: every row weighs 1.
        """
        return self._set(weightCol=value)
