"""Loading saved pipelines of others."""

from typing import Any

from pyspark.ml import PipelineModel

from sparkdeepfm import _connect, _jvm
from sparkdeepfm.errors import sentences

__all__ = ["load_pipeline"]


def load_pipeline(path: str, *allowed_stages: str) -> PipelineModel:
    """A saved PipelineModel whose stages are known to be harmless.

    Its files are looked at before any class is loaded. Accepted are this library's stages, MLlib's
    feature transformers but SQLTransformer, and what holds stages; stages that are written in
    Python are not.

    Parameters
    ----------
    path : str
        of the pipeline
    allowed_stages
        names of further Java classes that may be loaded

    Raises
    ------
    IllegalArgumentError
        if there is a stage of another class, or a file that cannot be read
    """
    _connect.refuse("load_pipeline")
    safe = _jvm.java_class(f"{_jvm.ROOT}.persist.SafePipeline")
    gateway: Any = _jvm.spark_context()._gateway
    names = gateway.new_array(gateway.jvm.java.lang.String, len(allowed_stages))
    for i, name in enumerate(allowed_stages):
        names[i] = name
    with sentences():
        safe.check(path, names)
        return PipelineModel.load(path)
