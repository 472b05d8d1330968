# Written by tools/generate.py from io.sparkdeepfm.param.CheckpointParams.
# Edit that and run src/test/python/run.sh generate.

from typing import Any

from pyspark.ml.param import Param, Params

from sparkdeepfm._base import JavaStage
from sparkdeepfm._converters import Converters


class CheckpointParams(JavaStage):
    """The Params of ``param.CheckpointParams``."""

    checkpointDir: Param[str] = Param(
        Params._dummy(),
        "checkpointDir",
        "directory, on a file system that driver and executors share, for the checkpoints"
        " of this one training, of which the last two are kept; lost workers then go on "
        "from the last one, with the same outcome as without the loss; with engine cpu or"
        " cuda; unset: no checkpoints",
        Converters.toString,
    )

    checkpointInterval: Param[int] = Param(
        Params._dummy(),
        "checkpointInterval",
        "epochs or rounds, as checkpointUnit says, from one checkpoint to the next, at "
        "least 1",
        Converters.toInt,
    )

    checkpointUnit: Param[str] = Param(
        Params._dummy(),
        "checkpointUnit",
        "what checkpointInterval counts: epochs; or rounds, that is averagings or, with "
        "one worker, stretches of some 260,000 examples, for epochs that last long (one "
        "of epochs, rounds)",
        Converters.toString,
    )

    resume: Param[bool] = Param(
        Params._dummy(),
        "resume",
        "whether to go on from the newest checkpoint in checkpointDir, if there is one, "
        "rather than refuse to train where there is; the data, the other Params and the "
        "number of workers and threads must be the same",
        Converters.toBoolean,
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._setDefault(
            checkpointInterval=1,
            checkpointUnit="epochs",
            resume=False,
        )

    def getCheckpointDir(self) -> str | None:
        """The value of ``checkpointDir``, or its default."""
        return self._get_optional(self.checkpointDir)

    def getCheckpointInterval(self) -> int:
        """The value of ``checkpointInterval``, or its default."""
        return self._get(self.checkpointInterval)

    def getCheckpointUnit(self) -> str:
        """The value of ``checkpointUnit``, or its default."""
        return self._get(self.checkpointUnit)

    def getResume(self) -> bool:
        """The value of ``resume``, or its default."""
        return self._get(self.resume)
