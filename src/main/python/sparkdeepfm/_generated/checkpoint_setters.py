# Written by tools/generate.py from io.sparkdeepfm.param.CheckpointParams$Setters.
# Edit that and run src/test/python/run.sh generate.

from typing import TypeVar

from sparkdeepfm._generated import choices
from sparkdeepfm._generated.checkpoint_params import CheckpointParams

P = TypeVar("P", bound="CheckpointSetters")


class CheckpointSetters(CheckpointParams):
    """The setters of ``param.CheckpointParams``."""

    def setCheckpointDir(self: P, value: str) -> P:
        """Sets ``checkpointDir``: directory, on a file system that driver and executors share, for
        the checkpoints of this one training, of which the last two are kept; lost workers then go
        on from the last one, with the same outcome as without the loss; with engine cpu or cuda;
        unset: no checkpoints.
        """
        return self._set(checkpointDir=value)

    def setCheckpointInterval(self: P, value: int) -> P:
        """Sets ``checkpointInterval``: epochs or rounds, as checkpointUnit says, from one
        checkpoint to the next, at least 1.
        """
        return self._set(checkpointInterval=value)

    def setCheckpointUnit(self: P, value: choices.CheckpointUnit) -> P:
        """Sets ``checkpointUnit``: what checkpointInterval counts: epochs; or rounds, that is
        averagings or, with one worker, stretches of some 260,000 examples, for epochs that last
        long (one of epochs, rounds).
        """
        return self._set(checkpointUnit=value)

    def setResume(self: P, value: bool) -> P:
        """Sets ``resume``: whether to go on from the newest checkpoint in checkpointDir, if there
        is one, rather than refuse to train where there is; the data, the other Params and the
        number of workers and threads must be the same.
        """
        return self._set(resume=value)
