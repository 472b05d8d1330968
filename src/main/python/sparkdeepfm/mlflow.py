"""A flavour of MLflow whose models give probabilities, and a training's history.

Needs ``mlflow`` or ``mlflow-skinny``, the extra ``mlflow``. A model that is logged here is one of
MLflow's flavour ``spark`` too; but ``mlflow.pyfunc.load_model(uri)``, in a process that knows
nothing of this package, starts a session with the jar, and its ``predict`` gives probabilities.
"""

import math
import os
from pathlib import Path
from typing import Any

import pyspark
from pyspark.ml import PipelineModel
from pyspark.sql import DataFrame

from sparkdeepfm import environment
from sparkdeepfm._arguments import stage
from sparkdeepfm._version import __version__
from sparkdeepfm.classification import DeepFMClassificationModel
from sparkdeepfm.errors import sentences
from sparkdeepfm.summary import TrainingSummary

__all__ = ["load_model", "log_history", "log_model", "save_model"]

_PYFUNC = "python_function"


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


def log_model(model: PipelineModel, name: str = "model", **options: Any) -> Any:
    """Logs a pipeline under the active run; what MLflow knows of it, with its ``model_uri``.

    Parameters
    ----------
    model : PipelineModel
        that holds a DeepFMClassificationModel
    name : str
        of the model in the run
    options
        as ``mlflow.spark.save_model`` takes them, as ``signature`` or ``pip_requirements``, and
        ``registered_model_name``
    """
    import inspect

    from mlflow.models import Model

    from sparkdeepfm import mlflow as flavor

    # MLflow 2 calls it the path of an artifact, MLflow 3 a name.
    by_name = "name" in inspect.signature(Model.log).parameters
    where = {"artifact_path": None, "name": name} if by_name else {"artifact_path": name}
    return Model.log(**where, flavor=flavor, model=_pipeline(model), **options)


def save_model(
    model: PipelineModel, path: "str | os.PathLike[str]", mlflow_model: Any = None, **options: Any
) -> None:
    """Saves a pipeline as a model of MLflow in a new local directory; options as in
    :func:`log_model`.
    """
    import mlflow.spark
    from mlflow.models import Model

    described = Model() if mlflow_model is None else mlflow_model
    options.setdefault("pip_requirements", _requirements())
    with sentences():
        mlflow.spark.save_model(
            _pipeline(model), os.fspath(path), mlflow_model=described, **options
        )
    described.flavors[_PYFUNC]["loader_module"] = __name__
    described.save(str(Path(path, "MLmodel")))


def load_model(uri: str) -> PipelineModel:
    """Loads the pipeline of a model of MLflow, in a session with the jar."""
    import mlflow.spark

    environment.session()
    with sentences():
        loaded: PipelineModel = mlflow.spark.load_model(uri)
    return loaded


def _requirements() -> list[str]:
    release = f"=={__version__}" if __version__ and ".dev" not in __version__ else ""
    spark = ".".join(pyspark.__version__.split(".")[:2])
    return [f"pyspark=={spark}.*", f"spark-deepfm{release}"]


def _pipeline(model: Any) -> PipelineModel:
    """The model, if it is a pipeline with one of ours."""
    pipeline: PipelineModel = stage(model, PipelineModel, "log_model")
    _classifier(pipeline)
    return pipeline


def _classifier(pipeline: PipelineModel) -> DeepFMClassificationModel:
    for part in reversed(pipeline.stages):
        if isinstance(part, DeepFMClassificationModel):
            return part
    raise TypeError("log_model takes a PipelineModel with a DeepFMClassificationModel; it has none.")


def _load_pyfunc(path: str) -> "ProbabilityModel":
    """What MLflow calls: the path is that of the pipeline."""
    environment.session()
    with sentences():
        return ProbabilityModel(PipelineModel.load(Path(path).resolve().as_uri()))


class ProbabilityModel:
    """A pipeline that scores pandas frames."""

    def __init__(self, pipeline: PipelineModel) -> None:
        self._pipeline = pipeline
        self._column = _classifier(pipeline).getProbabilityCol()

    def predict(self, model_input: Any, params: dict[str, Any] | None = None) -> Any:
        """The probability of label 1 of each row, in their order: an array of floats.

        Parameters
        ----------
        model_input : pandas.DataFrame or DataFrame
            raw columns, as the pipeline reads them; a missing value of pandas is null
        params : dict, optional
            as MLflow passes it; there are none
        """
        import numpy
        from pyspark.ml.functions import vector_to_array
        from pyspark.sql import functions as F

        with sentences():
            scored = self._pipeline.transform(_rows(model_input))
            rows = scored.select(vector_to_array(F.col(f"`{self._column}`"))[1].alias("p")).collect()
        return numpy.array([row.p for row in rows])


def _rows(given: Any) -> DataFrame:
    if isinstance(given, DataFrame):
        return given
    import pandas

    if not isinstance(given, pandas.DataFrame):
        raise TypeError(f"predict takes a DataFrame of pandas or Spark, not a {type(given).__name__}.")
    fields = ", ".join(f"`{name}` {_type(given[name])}" for name in given.columns)
    values = given.astype(object).where(given.notna(), None).to_numpy().tolist()
    return environment.session().createDataFrame(values, fields)


def _type(column: Any) -> str:
    """Spark's name of the type of a column of pandas."""
    kind = column.dtype.kind
    if kind in "iufb":
        return {"i": "bigint", "u": "bigint", "f": "double", "b": "boolean"}[kind]
    known = next((value for value in column if value is not None and value == value), "")
    if isinstance(known, dict):
        return "map<string, double>"
    if isinstance(known, (list, tuple)) or hasattr(known, "tolist"):
        return "array<string>"
    return "boolean" if isinstance(known, bool) else "string"
