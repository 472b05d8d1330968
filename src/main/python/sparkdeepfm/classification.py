"""The classifier and its model."""

import warnings
from typing import Any, NamedTuple, TypeVar, cast

from pyspark.ml import PipelineModel
from pyspark.ml.classification import (
    _JavaProbabilisticClassificationModel,
    _JavaProbabilisticClassifier,
)
from pyspark.ml.linalg import Vector
from pyspark.ml.util import HasTrainingSummary
from pyspark.sql import DataFrame

from sparkdeepfm import _display, _jvm
from sparkdeepfm._arguments import spark_frame, stage
from sparkdeepfm._base import StageEstimator, StageModel
from sparkdeepfm._generated.deep_fm_classifier_params import DeepFMClassifierParams
from sparkdeepfm._generated.deep_fm_params import DeepFMParams
from sparkdeepfm._generated.scoring_setters import ScoringSetters
from sparkdeepfm._jvm import ROOT
from sparkdeepfm.errors import sentences
from sparkdeepfm.insight import ModelInsight
from sparkdeepfm.progress import Listeners, ProgressListener
from sparkdeepfm.stage import VocabularyIndexerModel
from sparkdeepfm.summary import PredictionSummary, TrainingSummary

__all__ = ["DeepFMClassificationModel", "DeepFMClassifier", "Field"]

C = TypeVar("C", bound="DeepFMClassifier")
D = TypeVar("D", bound="DeepFMClassificationModel")


class Field(NamedTuple):
    """One field of the features vector; fields of one vocabulary share an embedding table."""

    name: str
    vocabulary: str
    #: number of feature indices = rows of the embedding table; 1 for a numeric field
    size: int
    #: how several values become one vector: sum, mean or sqrtn
    pooling: str


class DeepFMClassificationModel(
    DeepFMParams,
    ScoringSetters,
    StageModel,
    _JavaProbabilisticClassificationModel[Vector],
    HasTrainingSummary[TrainingSummary],
):
    """A trained DeepFM.

    ``transform`` adds rawPrediction (−logit, logit), probability (of 0 and 1) and prediction, and
    with ``explainCol`` the terms of the logit; it works in Structured Streaming too.
    """

    _java_class = f"{ROOT}.DeepFMClassificationModel"

    @property
    def summary(self) -> TrainingSummary:
        """How the training went, saved with the model; RuntimeError for models that were saved by a
        release before 0.2, see ``hasSummary``.
        """
        return TrainingSummary(self._call_java("summary"))

    def evaluate(self, dataset: DataFrame) -> PredictionSummary:
        """Scores labelled rows and says how good the scores are, by the names of Spark's own models.

        Every metric reads the rows, so persist what is costly.
        """
        spark_frame(dataset, f"{type(self).__name__}.evaluate")
        return PredictionSummary(self._ask("evaluate", dataset))

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
        stage(stages, (PipelineModel, VocabularyIndexerModel), f"{type(self).__name__}.insight")
        java: Any = self._java_obj
        with sentences():
            return ModelInsight(java.insight(cast(Any, stages)._to_java()))

    def plotImportance(
        self, dataset: DataFrame, *, metric: str = "auc", numRepeats: int = 5, seed: int = 42
    ) -> Any:
        """Measures how much the model needs each field, as ``PermutationImportance`` does, and
        draws it: a figure of matplotlib.
        """
        from sparkdeepfm import plots
        from sparkdeepfm.importance import PermutationImportance

        measured = PermutationImportance(metric=metric, numRepeats=numRepeats, seed=seed)
        return plots.importance(measured.run(self, dataset), metric=metric)

    def setFittedStages(self: D, stages: PipelineModel | VocabularyIndexerModel | None) -> D:
        """Tells this model and its copies the tokens of its features; None makes it forget them.

        Deprecated: :meth:`insight` changes nothing.
        """
        warnings.warn(
            "setFittedStages changes the model; ask model.insight(stages) instead.",
            DeprecationWarning,
            stacklevel=2,
        )
        java: Any = self._java_obj
        with sentences():
            java.setFittedStages(None if stages is None else cast(Any, stages)._to_java())
        return self

    def embeddings(self) -> DataFrame:
        """As :meth:`ModelInsight.embeddings`, with tokens only if :meth:`setFittedStages` told."""
        return cast(DataFrame, self._call_java("embeddings"))

    def firstOrderWeights(self) -> DataFrame:
        """As :meth:`ModelInsight.firstOrderWeights`, tokens likewise."""
        return cast(DataFrame, self._call_java("firstOrderWeights"))

    def similar(self, vocabulary: str, token: str, k: int) -> DataFrame:
        """As :meth:`ModelInsight.similar`; deprecated with :meth:`setFittedStages`."""
        return cast(DataFrame, self._call_java("similar", vocabulary, token, k))


class DeepFMClassifier(
    DeepFMClassifierParams,
    StageEstimator[DeepFMClassificationModel],
    _JavaProbabilisticClassifier[DeepFMClassificationModel],
):
    __doc__ = DeepFMClassifierParams.__doc__

    _model_class = DeepFMClassificationModel

    #: Whether ``fit`` shows how it goes on; lives in Python alone.
    _verbose = False

    _listener: ProgressListener | None = None

    def _set(self: C, verbose: bool | None = None, **values: Any) -> C:
        if verbose is not None:
            self.setVerbose(verbose)
        return super()._set(**values)

    def setVerbose(self: C, value: bool) -> C:
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

    def setProgressListener(self: C, listener: ProgressListener | None) -> C:
        """Sets who is told how training goes on; None for nobody. Not saved."""
        if listener is not None and not isinstance(listener, ProgressListener):
            raise TypeError(
                "setProgressListener takes a ProgressListener, but got a"
                f" {type(listener).__name__}; derive its class from sparkdeepfm.ProgressListener."
            )
        self._listener = listener
        return self

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

    def setInitialModel(self: C, model: DeepFMClassificationModel | None) -> C:
        """Sets the model that training goes on from; None for none.

        It is copied with this estimator but not saved with it: for that, save the model and set
        ``initialModelPath``.
        """
        if model is not None:
            stage(model, DeepFMClassificationModel, f"{type(self).__name__}.setInitialModel")
        java: Any = self._java_obj
        java.setInitialModel(None if model is None else model._to_java())
        return self
