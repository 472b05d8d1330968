"""A training's history in MLflow; needs ``mlflow-skinny``, the extra ``mlflow``.

Models need nothing of their own: ``mlflow.spark.log_model(pipeline_model, ...)`` and
``mlflow.spark.load_model(uri)`` work, the latter after ``import sparkdeepfm``.
"""

import math

from sparkdeepfm.summary import TrainingSummary

__all__ = ["log_history"]


def log_history(summary: TrainingSummary, prefix: str = "") -> None:
    """Logs each column of ``summary.history()`` as a metric of the active run, the epoch as step.

    Also ``bestEpoch`` and ``fitSeconds``. What is NaN, as validation metrics without validation
    rows, is left out.

    Parameters
    ----------
    summary : TrainingSummary
        of a model that was fitted
    prefix : str
        of all names, to tell several models of one run apart
    """
    import mlflow

    for row in summary.history().reset_index().to_dict("records"):
        epoch = int(row.pop("epoch"))
        known = {f"{prefix}{name}": float(value) for name, value in row.items()}
        mlflow.log_metrics({k: v for k, v in known.items() if not math.isnan(v)}, step=epoch)
    mlflow.log_metrics(
        {
            f"{prefix}bestEpoch": float(summary.bestEpoch()),
            f"{prefix}fitSeconds": summary.seconds(),
        }
    )
