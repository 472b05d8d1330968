"""The regressor and its model."""

from pyspark.ml.linalg import Vector
from pyspark.ml.regression import _JavaRegressionModel, _JavaRegressor
from pyspark.ml.util import HasTrainingSummary
from pyspark.sql import DataFrame

from sparkdeepfm._arguments import spark_frame
from sparkdeepfm._generated.deep_fm_regressor_params import DeepFMRegressorParams
from sparkdeepfm._generated.regression_params import RegressionParams
from sparkdeepfm._generated.scoring_setters import ScoringSetters
from sparkdeepfm._jvm import ROOT
from sparkdeepfm._training import TrainedModel, TrainingEstimator
from sparkdeepfm.summary import RegressionSummary, TrainingSummary

__all__ = ["DeepFMRegressionModel", "DeepFMRegressor"]


class DeepFMRegressionModel(
    RegressionParams,
    ScoringSetters,
    TrainedModel,
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

    @property
    def _summaryCls(self) -> type:  # which PySpark asks for after a fit by Spark Connect
        return TrainingSummary

    def evaluate(self, dataset: DataFrame) -> RegressionSummary:
        """Scores labelled rows and says how good the predictions are, by the names of Spark's own
        models.

        Every metric reads the rows, so persist what is costly.
        """
        spark_frame(dataset, f"{type(self).__name__}.evaluate")
        return RegressionSummary(self._ask("evaluate", dataset))


class DeepFMRegressor(
    DeepFMRegressorParams,
    TrainingEstimator[DeepFMRegressionModel],
    _JavaRegressor[DeepFMRegressionModel],
):
    __doc__ = DeepFMRegressorParams.__doc__

    _model_class = DeepFMRegressionModel
