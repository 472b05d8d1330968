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

from sparkdeepfm._arguments import spark_frame, stage
from sparkdeepfm._base import StageModel
from sparkdeepfm._generated.classification_params import ClassificationParams
from sparkdeepfm._generated.deep_fm_classifier_params import DeepFMClassifierParams
from sparkdeepfm._generated.scoring_setters import ScoringSetters
from sparkdeepfm._jvm import ROOT
from sparkdeepfm._training import TrainingEstimator
from sparkdeepfm.errors import sentences
from sparkdeepfm.insight import ModelInsight
from sparkdeepfm.stage import VocabularyIndexerModel
from sparkdeepfm.summary import PredictionSummary, TrainingSummary

__all__ = ["DeepFMClassificationModel", "DeepFMClassifier", "Field"]

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
    ClassificationParams,
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
    TrainingEstimator[DeepFMClassificationModel],
    _JavaProbabilisticClassifier[DeepFMClassificationModel],
):
    __doc__ = DeepFMClassifierParams.__doc__

    _model_class = DeepFMClassificationModel
