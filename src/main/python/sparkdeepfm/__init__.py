"""DeepFM click-through-rate prediction for Spark ML.

    import sparkdeepfm
    from sparkdeepfm import DeepFMClassifier, FieldAssembler, VocabularyIndexer

    spark = sparkdeepfm.session()

Thin wrappers with the names and defaults of the Java classes: every stage works in ``Pipeline``,
``CrossValidator`` and ``TrainValidationSplit`` and can be saved here and loaded in Java, or the
other way round.
"""

import sys

from sparkdeepfm import _requires as _requires  # first, before anything imports PySpark
from sparkdeepfm import evaluation, stage
from sparkdeepfm._jvm import ROOT, register
from sparkdeepfm._version import __version__
from sparkdeepfm.classification import DeepFMClassificationModel, DeepFMClassifier, Field
from sparkdeepfm.environment import jars, session
from sparkdeepfm.errors import IllegalArgumentError
from sparkdeepfm.evaluation import (
    CalibrationEvaluator,
    GroupAuc,
    GroupAucEvaluator,
    LogLossEvaluator,
    NormalizedEntropyEvaluator,
    ProbabilityEvaluator,
)
from sparkdeepfm.importance import PermutationImportance
from sparkdeepfm.insight import ModelInsight
from sparkdeepfm.pipeline import load_pipeline
from sparkdeepfm.regression import DeepFMRegressionModel, DeepFMRegressor
from sparkdeepfm.progress import ProgressListener
from sparkdeepfm.saved import SavedModel
from sparkdeepfm.stage import (
    FieldAssembler,
    FieldHasher,
    LogMinMaxScaler,
    LogMinMaxScalerModel,
    VocabularyIndexer,
    VocabularyIndexerModel,
)
from sparkdeepfm.summary import PredictionSummary, RegressionSummary, TrainingSummary

__all__ = [
    "CalibrationEvaluator",
    "DeepFMClassificationModel",
    "DeepFMClassifier",
    "DeepFMRegressionModel",
    "DeepFMRegressor",
    "Field",
    "FieldAssembler",
    "FieldHasher",
    "GroupAuc",
    "GroupAucEvaluator",
    "IllegalArgumentError",
    "LogLossEvaluator",
    "LogMinMaxScaler",
    "LogMinMaxScalerModel",
    "ModelInsight",
    "NormalizedEntropyEvaluator",
    "PredictionSummary",
    "PermutationImportance",
    "RegressionSummary",
    "ProbabilityEvaluator",
    "ProgressListener",
    "SavedModel",
    "TrainingSummary",
    "VocabularyIndexer",
    "VocabularyIndexerModel",
    "__version__",
    "jars",
    "load_pipeline",
    "session",
]

register(ROOT, sys.modules[__name__])
register(f"{ROOT}.stage", stage)
register(f"{ROOT}.evaluation", evaluation)
