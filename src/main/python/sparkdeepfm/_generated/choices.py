# Written by tools/generate.py from the Java Params that take some names and no others.
# Edit that and run src/test/python/run.sh generate.

from typing import Literal

Activation = Literal["relu", "tanh", "sigmoid", "leakyRelu", "prelu"]
Averaging = Literal["parameters", "gradients"]
CalibrationEvaluatorMetricName = Literal["absoluteLogRatio", "expectedCalibrationError"]
CheckpointUnit = Literal["epochs", "rounds"]
Deep = Literal["mlp", "final"]
DeepInput = Literal["fields", "biInteraction"]
EmbeddingInitializer = Literal["normal", "uniform", "glorotNormal", "glorotUniform"]
EmbeddingOptimizer = Literal[
    "adam",
    "adamW",
    "adagrad",
    "rowWiseAdagrad",
    "proximalAdagrad",
    "ftrl",
    "sgd",
]
Engine = Literal["cpu", "cuda", "dl4j"]
FirstOrderInitializer = Literal["zero", "sameAsEmbedding"]
GroupWeighting = Literal["examples", "positives", "equal"]
Head = Literal["sum", "weighted"]
Interaction = Literal["feature", "field"]
LearningRateSchedule = Literal["constant", "plateau", "linear", "cosine"]
Loss = Literal["squared", "poisson"]
MatmulPrecision = Literal["float32", "tf32", "bfloat16", "auto"]
MlpInitializer = Literal["glorotNormal", "glorotUniform", "heNormal", "heUniform"]
Optimizer = Literal["adam", "adamW", "adagrad", "rowWiseAdagrad", "proximalAdagrad", "ftrl", "sgd"]
PenaltyMode = Literal["auto", "eager", "lazy", "touched"]
Pooling = Literal["sum", "mean", "sqrtn"]
ProbabilityEvaluatorMetricName = Literal[
    "logLoss",
    "normalizedEntropy",
    "calibration",
    "expectedCalibrationError",
    "groupAuc",
    "areaUnderRoc",
]
Recipe = Literal["none", "auto"]
ScoringEngine = Literal["cpu", "cuda"]
ValidationMetric = Literal["auc", "logLoss", "aucMinusLogLoss"]
