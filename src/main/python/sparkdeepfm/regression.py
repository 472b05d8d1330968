"""The regressor and its model."""

from typing import Any, cast

from pyspark.ml import PipelineModel
from pyspark.ml.linalg import Vector
from pyspark.ml.regression import _JavaRegressionModel, _JavaRegressor
from pyspark.ml.util import HasTrainingSummary
from pyspark.sql import DataFrame

from sparkdeepfm._arguments import spark_frame, stage
from sparkdeepfm._base import StageModel
from sparkdeepfm._generated.deep_fm_regressor_params import DeepFMRegressorParams
from sparkdeepfm._generated.regression_params import RegressionParams
from sparkdeepfm._generated.scoring_setters import ScoringSetters
from sparkdeepfm._jvm import ROOT
from sparkdeepfm._training import TrainingEstimator
from sparkdeepfm.classification import Field
from sparkdeepfm.errors import sentences
from sparkdeepfm.insight import ModelInsight
from sparkdeepfm.stage import VocabularyIndexerModel
from sparkdeepfm.summary import RegressionSummary, TrainingSummary

__all__ = ["DeepFMRegressionModel", "DeepFMRegressor"]


class DeepFMRegressionModel(
    RegressionParams,
    ScoringSetters,
    StageModel,
    _JavaRegressionModel[Vector],
    HasTrainingSummary[TrainingSummary],
):
    """A trained DeepFM for labels that are numbers.

    ``transform`` adds prediction, the expected label, and with ``explainCol`` the terms of the
    output, with Poisson loss those of its logarithm; it works in Structured Streaming too.
    """

    _java_class = f"{ROOT}.DeepFMRegressionModel"

    @property
    def summary(self) -> TrainingSummary:
        """How the training went, saved with the model."""
        return TrainingSummary(self._call_java("summary"))

    def evaluate(self, dataset: DataFrame) -> RegressionSummary:
        """Scores labelled rows and says how good the predictions are, by the names of Spark's own
        models.

        Every metric reads the rows, so persist what is costly.
        """
        spark_frame(dataset, f"{type(self).__name__}.evaluate")
        return RegressionSummary(self._ask("evaluate", dataset))

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


class DeepFMRegressor(
    DeepFMRegressorParams,
    TrainingEstimator[DeepFMRegressionModel],
    _JavaRegressor[DeepFMRegressionModel],
):
    __doc__ = DeepFMRegressorParams.__doc__

    _model_class = DeepFMRegressionModel
