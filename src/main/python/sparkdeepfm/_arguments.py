"""Checks of what is passed for a frame, a model or a path, in the words of Python."""

import os
from typing import Any

from pyspark.ml import PipelineModel
from pyspark.sql import DataFrame


def spark_frame(value: Any, where: str) -> DataFrame:
    """The value, if it is a frame of Spark with a JVM behind it; else TypeError.

    Parameters
    ----------
    where : str
        the method that takes it
    """
    if isinstance(value, DataFrame):
        return value
    kind = type(value)
    package = kind.__module__
    advice = "."
    if package.startswith("pyspark.pandas"):
        advice = "; give frame.to_spark()."
    elif package.startswith("pandas"):
        advice = "; make one of it with spark.createDataFrame(frame)."
    elif package.startswith("pyspark.sql.connect"):
        advice = " with a JVM in this process; Spark Connect has none."
    raise TypeError(f"{where} takes a Spark DataFrame, but got {_described(value)}{advice}")


def stage(value: Any, types: "type[Any] | tuple[type[Any], ...]", where: str) -> Any:
    """The value, if it is of one of the types; else TypeError.

    A PipelineModel, given where one of its stages is meant, is told so.
    """
    if isinstance(value, types):
        return value
    names = [t.__name__ for t in (types if isinstance(types, tuple) else (types,))]
    advice = "."
    if isinstance(value, PipelineModel):
        fits = [i for i, part in enumerate(value.stages) if isinstance(part, types)]
        last = len(value.stages) - 1
        if fits:
            advice = f"; give its stage model.stages[{-1 if fits[-1] == last else fits[-1]}]."
    wanted = " or ".join(names)
    raise TypeError(f"{where} takes a {wanted}, but got {_described(value)}{advice}")


def path_text(path: Any) -> str:
    """A path or a URI as text; TypeError if it is neither a string nor a path."""
    try:
        text = os.fspath(path)
    except TypeError:
        text = None
    if not isinstance(text, str):
        raise TypeError(f"path is {path!r}, but must be a string or a pathlib.Path.")
    return text


def name_text(value: Any, what: str) -> str:
    """The name that an argument is to be; TypeError if it is no string."""
    if not isinstance(value, str):
        raise TypeError(f"{what} is {value!r}, but must be a string.")
    return value


def _described(value: Any) -> str:
    kind = type(value)
    package = kind.__module__.split(".")[0]
    if kind.__module__.startswith("pyspark.pandas"):
        return f"a pandas-on-Spark {kind.__name__}"
    if package == "pandas":
        return f"a pandas {kind.__name__}"
    if value is None:
        return "None"
    return f"a {kind.__name__}"
