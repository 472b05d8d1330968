"""How a training goes on, told while it does."""

from typing import Any

__all__ = ["ProgressListener"]


class ProgressListener:
    """Is told how a training goes on; override what is wanted.

    The methods are called in the thread that called ``fit``, between its questions to the JVM; no
    connection from the JVM to Python is needed. An exception from one ends the training.
    """

    def recipeChosen(self, rows: int, chosen: list[str]) -> None:
        """The recipe has chosen Params that were not set, ``name=value`` each; told first."""

    def warmStarted(self, tables: list[dict[str, Any]]) -> None:
        """The training goes on from an initial model; tables as in ``summary.warmStart()``."""

    def trainingStarted(self, numEpochs: int, examples: int) -> None:
        """The data are encoded and the first of at most numEpochs epochs of examples begins."""

    def examplesDone(self, epoch: int, examplesDone: int) -> None:
        """So many examples of an epoch, counted from 1, are done; told from time to time."""

    def epochDone(self, metrics: dict[str, Any]) -> None:
        """An epoch is over; metrics is a row of ``summary.history()`` with its ``epoch``."""


class Listeners:
    """Hands each event of the JVM on to some listeners."""

    def __init__(self, *listeners: ProgressListener) -> None:
        self._listeners = listeners

    def tell(self, event: dict[str, Any]) -> None:
        """Calls the method that the event names."""
        arguments = dict(event)
        name = arguments.pop("event")
        for listener in self._listeners:
            getattr(listener, name)(**arguments)
