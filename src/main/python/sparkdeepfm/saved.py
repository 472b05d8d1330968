"""What a saved pipeline has learned, read from its files: also from a client of Spark Connect, which
cannot ask a model itself.
"""

import os
from typing import TYPE_CHECKING, Any

from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.sql import DataFrame, SparkSession

from sparkdeepfm._arguments import path_text
from sparkdeepfm._base import StageTransformer
from sparkdeepfm._jvm import ROOT
from sparkdeepfm._training import Field
from sparkdeepfm.errors import sentences
from sparkdeepfm.summary import Report

if TYPE_CHECKING:
    import pandas

__all__ = ["SavedModel"]


class SavedModel:
    """The DeepFM of a saved PipelineModel.

    Every question loads the pipeline anew where Spark's driver runs, on a remote session at the
    server. Stages whose classes are not known to be harmless are refused, as by
    :func:`sparkdeepfm.load_pipeline`.

    Parameters
    ----------
    path : str or os.PathLike
        of the PipelineModel, as the driver sees it
    allowed_stages
        names of further Java classes that may be loaded

    Raises
    ------
    IllegalArgumentError
        from the methods, if there is no such pipeline, or it has no DeepFM
    """

    def __init__(self, path: "str | os.PathLike[str]", *allowed_stages: str) -> None:
        self._path = path_text(path)
        self._allowed_stages = list(allowed_stages)

    def embeddings(self) -> DataFrame:
        """As :meth:`sparkdeepfm.ModelInsight.embeddings`."""
        return self._table("embeddings")

    def firstOrderWeights(self) -> DataFrame:
        """As :meth:`sparkdeepfm.ModelInsight.firstOrderWeights`."""
        return self._table("firstOrderWeights")

    def similar(self, vocabulary: str, token: str, k: int) -> DataFrame:
        """As :meth:`sparkdeepfm.ModelInsight.similar`."""
        found = self._table("similar", vocabulary=vocabulary, token=token, k=k)
        with sentences():
            found.schema  # has the server look for the token now rather than when rows are asked for
        return found

    def fields(self) -> list[Field]:
        """The fields in the order of the features vector."""
        return [Field(r.name, r.vocabulary, r.size, r.pooling) for r in self._rows("fields")]

    def history(self) -> "pandas.DataFrame":
        """As :meth:`sparkdeepfm.TrainingSummary.history`."""
        import pandas

        return pandas.DataFrame([r.asDict() for r in self._rows("history")]).set_index("epoch")

    def training(self) -> dict[str, Any]:
        """bestEpoch, examples, positives, meanLabel, validationExamples, numWorkers, seconds and the
        like, as :class:`sparkdeepfm.TrainingSummary` has them.
        """
        return dict(self._rows("training")[0].asDict())

    def report(self, height: int = 640) -> Report:
        """The training report for a notebook, so many pixels high."""
        return Report(str(self._rows("report")[0].html), height)

    def _rows(self, table: str) -> list[Any]:
        with sentences():
            return list(self._table(table).collect())

    def _table(self, table: str, **arguments: Any) -> DataFrame:
        spark: Any = SparkSession.getActiveSession()
        if spark is None:
            raise RuntimeError(
                "There is no Spark session; start one first, as with sparkdeepfm.session()."
            )
        given = {"path": self._path, "table": table, **arguments}
        if self._allowed_stages:
            given["allowedStages"] = self._allowed_stages
        return _Table()._set(**given).transform(spark.range(0))


class _Table(StageTransformer):
    _java_class = f"{ROOT}.python.SavedModelTable"

    path: Param[str] = Param(
        Params._dummy(), "path", "of a saved PipelineModel", TypeConverters.toString
    )
    allowedStages: Param[list[str]] = Param(
        Params._dummy(), "allowedStages", "further classes", TypeConverters.toListString
    )
    table: Param[str] = Param(
        Params._dummy(), "table", "the rows that are asked for", TypeConverters.toString
    )
    vocabulary: Param[str] = Param(
        Params._dummy(), "vocabulary", "the vocabulary of token", TypeConverters.toString
    )
    token: Param[str] = Param(
        Params._dummy(), "token", "to which others are similar", TypeConverters.toString
    )
    k: Param[int] = Param(
        Params._dummy(), "k", "number of similar tokens", TypeConverters.toInt
    )

    def __init__(self) -> None:
        super().__init__()
        self._given = {}
        self._create()
