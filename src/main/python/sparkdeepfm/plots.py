"""Pictures of a training, a model and its predictions; needs matplotlib, the extra ``plots``.

Every function returns a figure. In a notebook it is shown once, at the end of the cell that made
it; in a script ``matplotlib.pyplot.show()`` shows it and ``figure.savefig(path)`` keeps it.
"""

import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from pyspark.sql import DataFrame, Row

from sparkdeepfm._arguments import spark_frame

if TYPE_CHECKING:
    from sparkdeepfm.summary import PredictionSummary, TrainingSummary

__all__ = ["embeddings", "explanation", "importance", "prediction", "training"]

_TRAINING, _VALIDATION, _UP, _DOWN = "C0", "C1", "C0", "C3"


def training(summary: "TrainingSummary") -> Any:
    """Log loss and AUC by epoch and, of the validation rows, ROC curve and calibration; of a
    regression its loss and the error on the validation rows.
    """
    history = summary.history()
    if history.validationError.notna().any():
        return _regression(history, summary.bestEpoch())
    validated = bool(history.validationAuc.notna().any())
    figure, axes = _figure(4 if validated else 1)
    axes[0].plot(history.index, history.loss, _TRAINING, marker="o", ms=3, label="training")
    _axes(axes[0], "Log loss", "epoch", "nats per example")
    if not validated:
        return figure
    axes[0].plot(
        history.index, history.validationLogLoss, _VALIDATION, marker="s", ms=3, label="validation"
    )
    axes[1].plot(history.index, history.validationAuc, _VALIDATION, marker="s", ms=3)
    _axes(axes[1], "Validation AUC", "epoch", "area under the ROC curve")
    for axis in axes[:2]:
        axis.axvline(summary.bestEpoch(), color="grey", ls=":", lw=1)
    axes[0].legend(frameon=False)
    _roc(axes[2], summary.roc(), float(summary.best()["validationAuc"]))
    _calibration(axes[3], summary.calibration())
    return figure


def _regression(history: Any, best_epoch: int) -> Any:
    figure, axes = _figure(2)
    axes[0].plot(history.index, history.loss, _TRAINING, marker="o", ms=3)
    _axes(axes[0], "Loss", "epoch", "per training example")
    axes[1].plot(history.index, history.validationError, _VALIDATION, marker="s", ms=3)
    _axes(axes[1], "Validation error", "epoch", "per validation example")
    for axis in axes:
        axis.axvline(best_epoch, color="grey", ls=":", lw=1)
    return figure


def prediction(summary: "PredictionSummary") -> Any:
    """ROC curve and calibration of scored rows."""
    figure, axes = _figure(2)
    _roc(axes[0], summary.roc.toPandas(), summary.areaUnderROC)
    _calibration(axes[1], summary.calibrationBins())
    return figure


def importance(measured: DataFrame, *, metric: str = "auc", most: int = 20) -> Any:
    """The fields by their importance, as bars with the deviation over the repeats.

    Parameters
    ----------
    measured : DataFrame
        what ``PermutationImportance.run`` gave
    metric : str
        that it measured, for the title
    most : int
        fields that are shown at most
    """
    spark_frame(measured, "plots.importance")
    rows = measured.limit(most).collect()[::-1]
    figure, axes = _figure(1, width=6.0, height=0.8 + 0.24 * len(rows))
    deviations = [row.stddev or 0.0 for row in rows]
    names = [row.field for row in rows]
    axes[0].barh(names, [row.importance for row in rows], xerr=deviations, color=_UP)
    lost = "fall of the AUC" if metric.lower() == "auc" else "rise of the log loss"
    _axes(axes[0], "Importance of the fields", f"{lost} when permuted", "")
    return figure


def explanation(why: Row, *, most: int = 10) -> Any:
    """The terms of one logit as steps from the bias to the whole, the largest first.

    Parameters
    ----------
    why : Row
        a cell of the column that ``explainCol`` names
    most : int
        terms that are shown by themselves; the others are one step
    """
    terms = dict(why.firstOrder)
    for pair in why.secondOrder:
        name = pair.field1 if pair.field1 == pair.field2 else f"{pair.field1} × {pair.field2}"
        name = f"{name} with itself" if pair.field1 == pair.field2 else name
        terms[name] = terms.get(name, 0.0) + pair.term
    terms["deep part"] = why.deep
    ordered = sorted(terms.items(), key=lambda term: -abs(term[1]))
    steps = [("bias", why.bias), *ordered[:most]]
    if len(ordered) > most:
        rest = sum(term for _, term in ordered[most:])
        steps.append((f"{len(ordered) - most} other terms", rest))
    return _waterfall(steps)


def _waterfall(steps: list[tuple[str, float]]) -> Any:
    figure, axes = _figure(1, width=7.0, height=1.0 + 0.26 * len(steps))
    axis, end = axes[0], 0.0
    for place, (_, term) in enumerate(steps):
        axis.barh(place, term, left=end, color=_UP if term >= 0 else _DOWN)
        axis.annotate(
            f"{term:+.3f}",
            (max(end, end + term), place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize="small",
        )
        if place + 1 < len(steps):
            axis.plot([end + term] * 2, [place - 0.4, place + 1.4], color="grey", lw=0.8)
        end += term
    axis.barh(len(steps), end, color="grey")
    axis.annotate(
        f"{end:+.3f}", (max(0.0, end), len(steps)), xytext=(4, 0), textcoords="offset points",
        va="center", fontsize="small",
    )
    axis.axvline(0, color="grey", lw=0.8)
    axis.set_yticks(range(len(steps) + 1), [*(name for name, _ in steps), "logit"])
    axis.invert_yaxis()
    axis.margins(x=0.15)
    _axes(axis, "Why this logit", "logit", "")
    return figure


def embeddings(
    table: DataFrame, *, most: int = 300, labels: int = 15, colors: dict[str, str] | None = None
) -> Any:
    """A map of tokens: their embeddings on the two axes along which these differ most.

    Parameters
    ----------
    table : DataFrame
        rows of ``ModelInsight.embeddings``, of one vocabulary
    most : int
        tokens that are shown, those with the highest counts
    labels : int
        tokens of these whose names are written beside
    colors : dict, optional
        a group of each token, which has a colour of its own
    """
    import numpy

    spark_frame(table, "plots.embeddings")
    rows = table.where("count IS NOT NULL").orderBy("count", ascending=False).limit(most).collect()
    if len(rows) < 3:
        raise ValueError(f"A map needs at least 3 tokens, but there are {len(rows)}.")
    vectors = numpy.array([row.embedding for row in rows], dtype=float)
    vectors -= vectors.mean(axis=0)
    _, spread, directions = numpy.linalg.svd(vectors, full_matrices=False)
    places = vectors @ directions[:2].T
    if places.shape[1] < 2:
        places = numpy.hstack([places, numpy.zeros_like(places)])
    figure, axes = _figure(1, width=7.0, height=5.0)
    groups = [(colors or {}).get(row.token, "") for row in rows]
    for group in sorted(set(groups)):
        chosen = [place for place, other in zip(places, groups) if other == group]
        axes[0].scatter(*zip(*chosen), s=14, alpha=0.7, label=group or None)
    for row, place in list(zip(rows, places))[:labels]:
        axes[0].annotate(
            row.token, place, xytext=(3, 3), textcoords="offset points", fontsize="small"
        )
    if any(groups):
        axes[0].legend(frameon=False, fontsize="small", loc="center left", bbox_to_anchor=(1, 0.5))
    shown = float((spread[:2] ** 2).sum() / max((spread**2).sum(), 1e-300))
    title = f"Embeddings of {len(rows)} tokens, {shown:.0%} of their variance"
    _axes(axes[0], title, "first principal axis", "second")
    return figure


def _roc(axis: Any, curve: Any, auc: float) -> None:
    axis.plot([0, 1], [0, 1], color="grey", ls="--", lw=1)
    axis.plot(curve["FPR"], curve["TPR"], _VALIDATION)
    axis.set_aspect("equal")
    _axes(axis, f"ROC curve, AUC {auc:.4f}", "false positive rate", "true positive rate")


def _calibration(axis: Any, bins: Any) -> None:
    end = float(max(bins["probability"].max(), bins["positiveRate"].max())) * 1.05
    axis.plot([0, end], [0, end], color="grey", ls="--", lw=1)
    axis.plot(bins["probability"], bins["positiveRate"], _VALIDATION, marker="s", ms=4)
    axis.set_aspect("equal")
    _axes(axis, "Calibration", "mean predicted probability", "part that is positive")


def _axes(axis: Any, title: str, x: str, y: str) -> None:
    axis.set_title(title, fontsize="medium")
    axis.set_xlabel(x)
    axis.set_ylabel(y)
    axis.spines[["top", "right"]].set_visible(False)


def _figure(panels: int, width: float = 3.4, height: float = 3.0) -> tuple[Any, list[Any]]:
    """A figure of panels, two side by side, each so many inches wide and high."""
    try:
        from matplotlib import pyplot
    except ImportError:
        raise ImportError(
            "Pictures need matplotlib; install it with pip install 'sparkdeepfm[plots]'."
        ) from None
    columns = min(panels, 2)
    rows = -(-panels // columns)
    figure = pyplot.figure(
        figsize=(width * columns, height * rows), layout="constrained", FigureClass=_shown_once()
    )
    return figure, [figure.add_subplot(rows, columns, panel + 1) for panel in range(panels)]


@cache
def _shown_once() -> Any:
    """The class of a figure that a notebook shows once, though it is also the cell's value."""
    from matplotlib import pyplot
    from matplotlib.figure import Figure

    class ShownOnce(Figure):
        def _ipython_display_(self) -> None:
            is_open = pyplot.fignum_exists(getattr(self, "number", 0))
            if not (is_open and _is_value_of_cell()):
                raise NotImplementedError  # IPython then shows it as it does any figure

    return ShownOnce


def _is_value_of_cell() -> bool:
    """Whether IPython asks in order to show the value of a cell, after which it shows all figures
    that are open.
    """
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename.endswith("displayhook.py"):
            return True
        frame = frame.f_back  # type: ignore[assignment]
    return False
