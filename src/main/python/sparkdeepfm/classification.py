"""The classifier and its model."""

import warnings
from typing import Any, TypeVar, cast

from pyspark.ml import PipelineModel
from pyspark.ml.classification import (
    _JavaProbabilisticClassificationModel,
    _JavaProbabilisticClassifier,
)
from pyspark.ml.linalg import Vector
from pyspark.ml.util import HasTrainingSummary
from pyspark.sql import DataFrame

from sparkdeepfm._arguments import spark_frame
from sparkdeepfm._generated.classification_params import ClassificationParams
from sparkdeepfm._generated.deep_fm_classifier_params import DeepFMClassifierParams
from sparkdeepfm._generated.scoring_setters import ScoringSetters
from sparkdeepfm._jvm import ROOT
from sparkdeepfm._training import Field, TrainedModel, TrainingEstimator
from sparkdeepfm.errors import sentences
from sparkdeepfm.stage import VocabularyIndexerModel
from sparkdeepfm.summary import PredictionSummary, TrainingSummary

__all__ = ["DeepFMClassificationModel", "DeepFMClassifier", "Field"]

D = TypeVar("D", bound="DeepFMClassificationModel")


class DeepFMClassificationModel(
    ClassificationParams,
    ScoringSetters,
    TrainedModel,
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

    @property
    def _summaryCls(self) -> type:  # which PySpark asks for after a fit by Spark Connect
        return TrainingSummary

    def evaluate(self, dataset: DataFrame) -> PredictionSummary:
        """Scores labelled rows and says how good the scores are, by the names of Spark's own models.

        Every metric reads the rows, so persist what is costly.
        """
        spark_frame(dataset, f"{type(self).__name__}.evaluate")
        return PredictionSummary(self._ask("evaluate", dataset))

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
