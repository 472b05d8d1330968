"""The classifier and its model."""

from typing import Any, NamedTuple, TypeVar

from pyspark.ml.classification import (
    _JavaProbabilisticClassificationModel,
    _JavaProbabilisticClassifier,
)
from pyspark.ml.linalg import Vector
from pyspark.ml.util import HasTrainingSummary

from sparkdeepfm._base import StageEstimator, StageModel
from sparkdeepfm._generated.deep_fm_classifier_params import DeepFMClassifierParams
from sparkdeepfm._generated.deep_fm_params import DeepFMParams
from sparkdeepfm._jvm import ROOT
from sparkdeepfm.summary import TrainingSummary

__all__ = ["DeepFMClassificationModel", "DeepFMClassifier", "Field"]

C = TypeVar("C", bound="DeepFMClassifier")


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
    StageModel,
    _JavaProbabilisticClassificationModel[Vector],
    HasTrainingSummary[TrainingSummary],
):
    """A trained DeepFM.

    ``transform`` adds rawPrediction (−logit, logit), probability (of 0 and 1) and prediction; it
    works in Structured Streaming too.
    """

    _java_class = f"{ROOT}.DeepFMClassificationModel"

    @property
    def summary(self) -> TrainingSummary:
        """How the training went; RuntimeError if the model was loaded, see ``hasSummary``."""
        return TrainingSummary(self._call_java("summary"))

    def fields(self) -> list[Field]:
        """The fields in the order of the features vector."""
        return [
            Field(f.name(), f.vocabulary(), f.size(), f.pooling().name().lower())
            for f in self._call_java("fields").fields()
        ]

    def numParameters(self) -> int:
        """Number of learned floats."""
        return int(self._call_java("numParameters"))


class DeepFMClassifier(
    DeepFMClassifierParams,
    StageEstimator[DeepFMClassificationModel],
    _JavaProbabilisticClassifier[DeepFMClassificationModel],
):
    __doc__ = DeepFMClassifierParams.__doc__

    _model_class = DeepFMClassificationModel

    def setInitialModel(self: C, model: DeepFMClassificationModel | None) -> C:
        """Sets the model that training goes on from; None for none.

        It is copied with this estimator but not saved with it: for that, save the model and set
        ``initialModelPath``.
        """
        java: Any = self._java_obj
        java.setInitialModel(None if model is None else model._to_java())
        return self
