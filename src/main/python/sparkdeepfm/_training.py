"""What the estimators share that train a DeepFM, and the models that they give."""

import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar, cast

from pyspark import SparkContext
from pyspark.ml import PipelineModel
from pyspark.sql import DataFrame

from sparkdeepfm import _connect, _display, _jvm
from sparkdeepfm._arguments import name_text, path_text, stage
from sparkdeepfm._base import M, StageEstimator, StageModel
from sparkdeepfm.errors import sentences
from sparkdeepfm.insight import ModelInsight
from sparkdeepfm.progress import Listeners, ProgressListener
from sparkdeepfm.stage import VocabularyIndexerModel

T = TypeVar("T", bound="TrainingEstimator[Any]")


class Field(NamedTuple):
    """One field of the features vector; fields of one vocabulary share an embedding table."""

    name: str
    vocabulary: str
    #: number of feature indices = rows of the embedding table; 1 for a numeric field
    size: int
    #: how several values become one vector: sum, mean or sqrtn
    pooling: str


class TrainedModel(StageModel):
    """A DeepFM and what it has learned."""

    def fields(self) -> list[Field]:
        """The fields in the order of the features vector."""
        return [
            Field(f.name(), f.vocabulary(), f.size(), f.pooling().name().lower())
            for f in self._call_java("fields").fields()
        ]

    def numParameters(self) -> int:
        """Number of learned floats."""
        return int(self._call_java("numParameters"))

    def insight(self, stages: PipelineModel | VocabularyIndexerModel) -> ModelInsight:
        """What this model has learned, in the tokens of the pipeline that it is part of, or of the
        fitted indexer before it.

        IllegalArgumentError if the sizes do not fit this model.
        """
        _connect.refuse("insight")
        stage(stages, (PipelineModel, VocabularyIndexerModel), f"{type(self).__name__}.insight")
        java: Any = self._java_obj
        with sentences():
            return ModelInsight(java.insight(cast(Any, stages)._to_java()))

    def exportForServing(
        self, stages: PipelineModel, path: str, embeddings: str = "float32"
    ) -> None:
        """Writes this model and the stages before it to one file, which scores without Spark:
        ``io.sparkdeepfm.serving.Scorer`` in Java opens it.

        :param embeddings: how embedding rows are stored: float32, bfloat16 (half the bytes) or
            int8 (one byte a number, and eight a row)

        IllegalArgumentError if a stage is of a kind that is not scored outside Spark, the stages
        are not those of this model, there is a file already, or embeddings is another name.
        """
        _connect.refuse("exportForServing")
        stage(stages, (PipelineModel,), f"{type(self).__name__}.exportForServing")
        java: Any = self._java_obj
        with sentences():
            java.exportForServing(
                cast(Any, stages)._to_java(),
                path_text(path),
                name_text(embeddings, "embeddings"),
            )

    def exportOnnx(self, stages: PipelineModel, path: str, lists: Sequence[str] = ()) -> None:
        """Writes this model and the stages before it as an ONNX file, which onnxruntime scores
        without a JVM; docs/serving.md says what its inputs are.

        :param lists: columns that are arrays or maps; texts and delimited strings are known

        IllegalArgumentError as for exportForServing.
        """
        _connect.refuse("exportOnnx")
        stage(stages, (PipelineModel,), f"{type(self).__name__}.exportOnnx")
        java: Any = self._java_obj
        export: Any = _jvm.java_class(f"{_jvm.ROOT}.export.ServingExport")
        context: Any = SparkContext._active_spark_context
        with sentences():
            export.writeOnnx(
                java.servingModel(cast(Any, stages)._to_java()),
                list(lists),
                path_text(path),
                context._jsc.hadoopConfiguration(),
            )


class TrainingEstimator(StageEstimator[M]):
    """An estimator whose training can be followed, stopped and begun from a model."""

    #: Whether ``fit`` shows how it goes on; lives in Python alone.
    _verbose = False

    _listener: ProgressListener | None = None

    def _set(self: T, verbose: bool | None = None, **values: Any) -> T:
        if verbose is not None:
            self.setVerbose(verbose)
        return super()._set(**values)

    def setVerbose(self: T, value: bool) -> T:
        """Sets whether ``fit`` shows epochs, loss, validation AUC, examples per second and the
        time left while it trains: a table in a notebook, a bar of tqdm on a terminal where it is
        installed, lines elsewhere. Copied with this estimator but not saved with it.
        """
        if not isinstance(value, bool):
            raise TypeError(f"verbose is {value!r}, but must be True or False.")
        self._verbose = value
        return self

    def getVerbose(self) -> bool:
        """Whether ``fit`` shows how it goes on."""
        return self._verbose

    def setProgressListener(self: T, listener: ProgressListener | None) -> T:
        """Sets who is told how training goes on; None for nobody. Not saved."""
        if listener is not None and not isinstance(listener, ProgressListener):
            raise TypeError(
                "setProgressListener takes a ProgressListener, but got a"
                f" {type(listener).__name__}; derive its class from sparkdeepfm.ProgressListener."
            )
        self._listener = listener
        return self

    def _fit(self, dataset: DataFrame) -> M:
        if _connect.is_client() and (self._verbose or self._listener is not None):
            warnings.warn(
                "A client of Spark Connect cannot follow a training: nothing is shown, and no"
                " listener told; SavedModel(path).history() has the epochs afterwards.",
                stacklevel=3,
            )
        model = super()._fit(dataset)
        if not _connect.is_client():
            # PySpark copies the estimator's values; the model says what "auto" has come to.
            java = cast(Any, model)._java_obj
            chosen = java.getOrDefault(java.getParam("matmulPrecision"))
            cast(Any, model)._set(matmulPrecision=chosen)
        return model

    def _fit_java(self, dataset: DataFrame) -> Any:
        self._transfer_params_to_java()
        display = _display.choose() if self._verbose else None
        told = [listener for listener in (display, self._listener) if listener is not None]
        tell = Listeners(*told).tell if told else None
        try:
            model = _jvm.fit(self._java_obj, dataset._jdf, tell)
        except BaseException as error:
            if display is not None:
                stopped = isinstance(error, KeyboardInterrupt)
                display.ended("interrupted" if stopped else "failed")
            raise
        if display is not None:
            display.finished(model.summary().bestEpoch())
        return model

    def setInitialModel(self: T, model: Any) -> T:
        """Sets the model that training goes on from, one that this estimator has trained or could
        have; None for none.

        It is copied with this estimator but not saved with it: for that, save the model and set
        ``initialModelPath``.
        """
        _connect.refuse("setInitialModel")
        if model is not None:
            stage(model, self._model_class, f"{type(self).__name__}.setInitialModel")
        java: Any = self._java_obj
        java.setInitialModel(None if model is None else model._to_java())
        return self
