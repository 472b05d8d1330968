"""What ``verbose=True`` shows: a table in a notebook, a bar on a terminal, lines elsewhere."""

import html
import math
import sys
import time
from collections.abc import Callable
from types import ModuleType
from typing import Any, TextIO

from sparkdeepfm.progress import ProgressListener


class Display(ProgressListener):
    """What is known of a training so far; each kind of display draws it in :meth:`draw`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._first_epoch_began = self._began
        self.notes: list[str] = []
        self.epochs: list[dict[str, Any]] = []
        self.num_epochs = 0
        self.examples = 0
        self.done = 0
        self.is_over = False
        self.has_model = False
        self.state = "reading and encoding the rows"

    def recipeChosen(self, rows: int, chosen: list[str]) -> None:
        what = ", ".join(chosen) if chosen else "nothing, all is set"
        self.note(f"Chosen for {rows:,} training rows: {what}.")

    def warmStarted(self, tables: list[dict[str, Any]]) -> None:
        kept = sum(table["oldRows"] for table in tables)
        new = sum(table["newRows"] for table in tables)
        self.note(
            f"Going on from the initial model: {kept:,} embedding rows kept, {new:,} new."
        )

    def trainingStarted(self, numEpochs: int, examples: int) -> None:
        self.num_epochs = numEpochs
        self.examples = examples
        self._first_epoch_began = self._clock()
        self.state = f"epoch 1 of {numEpochs}"
        self.draw()

    def examplesDone(self, epoch: int, examplesDone: int) -> None:
        self.done = examplesDone
        self.state = f"epoch {epoch} of {self.num_epochs}"
        self.draw()

    def epochDone(self, metrics: dict[str, Any]) -> None:
        self.epochs.append(metrics)
        self.done = 0
        if len(self.epochs) < self.num_epochs:
            self.state = f"epoch {len(self.epochs) + 1} of {self.num_epochs}"
        self.draw()

    def finished(self, best_epoch: int) -> None:
        """The model is there."""
        self.is_over = True
        self.has_model = True
        self.state = f"done in {_duration(self._clock() - self._began)}, best epoch {best_epoch}"
        self.draw()

    def ended(self, why: str) -> None:
        """There will be no model."""
        self.is_over = True
        self.state = why
        self.draw()

    def note(self, text: str) -> None:
        """Something worth a line of its own."""
        self.notes.append(text)
        self.draw()

    def draw(self) -> None:
        """Shows what is new."""

    def part_done(self) -> float:
        """Of all epochs that there may be, in [0, 1]."""
        if self.num_epochs == 0 or self.examples == 0:
            return 0.0
        epochs = len(self.epochs) + min(1.0, self.done / self.examples)
        return min(1.0, epochs / self.num_epochs)

    def seconds_left(self) -> float:
        """Until the last epoch that there may be is over; NaN while nothing is done."""
        part = self.part_done()
        if part == 0:
            return math.nan
        return (self._clock() - self._first_epoch_began) * (1 - part) / part

    def examples_per_second(self) -> float:
        """Of all that is done, validation included; NaN while nothing is done."""
        seconds = self._clock() - self._first_epoch_began
        done = len(self.epochs) * self.examples + self.done
        return done / seconds if done and seconds > 0 else math.nan

    def line(self, metrics: dict[str, Any]) -> str:
        """An epoch in the words of the command ``train``."""
        parts = [f"epoch {metrics['epoch']}/{self.num_epochs}", f"loss {metrics['loss']:.4f}"]
        if not math.isnan(metrics["validationAuc"]):
            parts.append(
                f"validation AUC {metrics['validationAuc']:.4f},"
                f" log loss {metrics['validationLogLoss']:.4f}"
            )
        if not math.isnan(metrics["validationError"]):
            parts.append(f"validation error {metrics['validationError']:.4f}")
        parts.append(f"learning rate {metrics['learningRate']:.1e}")
        parts.append(f"{metrics['examplesPerSecond']:,.0f} examples/s")
        parts.append(f"{_duration(self.seconds_left())} left")
        return "  ".join(parts)


class Lines(Display):
    """A line per epoch."""

    def __init__(self, out: TextIO | None = None, **clock: Any) -> None:
        super().__init__(**clock)
        self._out = out
        self._said = 0
        self._shown = 0

    def draw(self) -> None:
        for note in self.notes[self._said :]:
            self.say(note)
        for metrics in self.epochs[self._shown :]:
            self.say(self.line(metrics))
        self._said = len(self.notes)
        self._shown = len(self.epochs)

    def trainingStarted(self, numEpochs: int, examples: int) -> None:
        super().trainingStarted(numEpochs, examples)
        self.say(f"Training at most {numEpochs} epochs of {examples:,} examples.")

    def finished(self, best_epoch: int) -> None:
        super().finished(best_epoch)
        self.say(f"Training {self.state}.")

    def ended(self, why: str) -> None:
        super().ended(why)
        self.say(f"Training {why}.")

    def say(self, text: str) -> None:
        """Prints to whatever is the standard output now, which a test or a notebook may change."""
        print(text, file=self._out or sys.stdout, flush=True)


class Bars(Lines):
    """The same lines above a bar of tqdm for the epoch under way."""

    def __init__(self, tqdm: ModuleType, out: TextIO | None = None, **clock: Any) -> None:
        super().__init__(out, **clock)
        self._tqdm = tqdm
        self._bar: Any = None

    def examplesDone(self, epoch: int, examplesDone: int) -> None:
        if self._bar is None:
            self._bar = self._tqdm.tqdm(
                total=self.examples,
                desc=f"epoch {epoch}/{self.num_epochs}",
                unit=" examples",
                unit_scale=True,
                leave=False,
                file=self._out or sys.stderr,
            )
        self._bar.update(examplesDone - self._bar.n)
        self._bar.refresh()
        super().examplesDone(epoch, examplesDone)

    def say(self, text: str) -> None:
        self._close()
        super().say(text)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


class NotebookTable(Display):
    """A table that grows in the output of the cell, under a bar for all epochs."""

    def __init__(self, display: Callable[..., Any], **clock: Any) -> None:
        super().__init__(**clock)
        self._display = display
        self._handle: Any = None
        self.draw()

    def draw(self) -> None:
        # Made here, because IPython's formatters take a KeyboardInterrupt for a fault of what they
        # show: the stop button would end the drawing and not the training.
        shown = {"text/plain": repr(self), "text/html": self._repr_html_()}
        if self._handle is None:
            self._handle = self._display(shown, raw=True, display_id=True)
        else:
            self._handle.update(shown, raw=True)

    def __repr__(self) -> str:
        return "\n".join([*self.notes, *map(self.line, self.epochs), f"Training {self.state}."])

    def _repr_html_(self) -> str:
        return progress_html(self)


_COLUMNS = {
    "epoch": "{:d}",
    "loss": "{:.4f}",
    "validationLogLoss": "{:.4f}",
    "validationAuc": "{:.4f}",
    "validationError": "{:.4f}",
    "learningRate": "{:.1e}",
    "examplesPerSecond": "{:,.0f}",
}


def progress_html(shown: Display) -> str:
    """The table, whose styles hold for itself alone; colours are those of the page around it."""
    numbers = []
    if shown.num_epochs and not math.isnan(shown.examples_per_second()):
        numbers.append(f"{shown.examples_per_second():,.0f} examples/s")
    if not math.isnan(shown.seconds_left()) and not shown.is_over:
        numbers.append(f"at most {_duration(shown.seconds_left())} left")
    state = " · ".join([f"<b>Training</b> {html.escape(shown.state)}", *numbers])
    value = 1.0 if shown.is_over and shown.has_model else shown.part_done()
    notes = "".join(f"<div>{html.escape(note)}</div>" for note in shown.notes)
    return (
        f'<div class="sparkdeepfm"><style>{STYLE}</style>{notes}<div>{state}</div>'
        f'<progress max="1" value="{value:.4f}"></progress>{epochs_table(shown.epochs)}</div>'
    )


def epochs_table(epochs: list[dict[str, Any]], best_epoch: int | None = None) -> str:
    """A table of epochs, without the columns that are NaN in all of them."""
    if not epochs:
        return ""
    columns = [c for c in _COLUMNS if not all(math.isnan(epoch[c]) for epoch in epochs)]
    head = "".join(f"<th>{column}</th>" for column in columns)
    rows = []
    for epoch in epochs:
        cells = "".join(f"<td>{_COLUMNS[c].format(epoch[c])}</td>" for c in columns)
        best = ' class="best" title="best epoch"' if epoch["epoch"] == best_epoch else ""
        rows.append(f"<tr{best}>{cells}</tr>")
    return (
        f'<div class="epochs"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


#: Every rule begins with the class of the outermost element.
STYLE = (
    ".sparkdeepfm progress{width:100%;max-width:40em;height:.6em;margin:.3em 0}"
    ".sparkdeepfm .epochs{max-height:22em;overflow:auto}"
    ".sparkdeepfm table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:.3em 0}"
    ".sparkdeepfm th,.sparkdeepfm td{text-align:right;padding:.15em .8em;border:0}"
    ".sparkdeepfm thead th{border-bottom:1px solid currentColor}"
    ".sparkdeepfm tr.best td{font-weight:bold}"
    ".sparkdeepfm .facts{display:flex;flex-wrap:wrap;gap:.3em 2em;margin:.3em 0 .6em}"
    ".sparkdeepfm .name{font-size:85%;opacity:.75}"
)


def _duration(seconds: float) -> str:
    if math.isnan(seconds):
        return "?"
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    if hours:
        return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
    return f"{rest // 60}:{rest % 60:02d}"


def choose() -> Display:
    """A table in a notebook, a bar on a terminal with tqdm, lines elsewhere."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if hasattr(shell, "kernel"):
        from IPython.display import display

        return NotebookTable(display)
    if sys.stderr.isatty():
        try:
            import tqdm
        except ImportError:
            return Lines()
        return Bars(tqdm)
    return Lines()
