"""A mistake is one Python exception with one sentence, and never a stack of the JVM."""

import traceback
from collections.abc import Callable
from typing import Any

import pytest
from conftest import stages
from pyspark.errors import IllegalArgumentException
from pyspark.ml import Pipeline
from pyspark.sql import DataFrame, SparkSession

from sparkdeepfm import (
    CalibrationEvaluator,
    DeepFMClassificationModel,
    DeepFMClassifier,
    FieldHasher,
    GroupAucEvaluator,
    IllegalArgumentError,
    LogLossEvaluator,
    LogMinMaxScaler,
    VocabularyIndexer,
)

pytestmark = pytest.mark.spark4


def refusal(kind: type[Exception], call: Callable[[], Any]) -> str:
    """The message of the exception; what a notebook prints has nothing of Java or Py4J in it."""
    with pytest.raises(kind) as caught:
        call()
    shown = "".join(traceback.format_exception(caught.value))
    for foreign in ("py4j", "JVM stacktrace", "\tat ", "Py4JJavaError", "captured.py"):
        assert foreign not in shown
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_wrong_name_is_told_with_the_right_one(spark: SparkSession) -> None:
    call: Any = DeepFMClassifier
    assert refusal(TypeError, lambda: call(embeddingDims=3)) == (
        "DeepFMClassifier has no parameter 'embeddingDims'; did you mean embeddingDim?"
    )
    message = refusal(TypeError, lambda: call().setParams(batch_size=3))
    assert message == "DeepFMClassifier has no parameter 'batch_size'; did you mean batchSize?"
    message = refusal(TypeError, lambda: LogLossEvaluator(**{"zzz": 1}))
    assert message.startswith("LogLossEvaluator has no parameter 'zzz'; there are labelCol, prob")


def test_parameters_are_not_taken_by_position(spark: SparkSession) -> None:
    call: Any = FieldHasher
    message = refusal(TypeError, lambda: call(["a"]))
    assert message.startswith("FieldHasher takes its parameters by name")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("embeddingDim", "8", "embeddingDim is '8', but must be an integer."),
        ("embeddingDim", 1.5, "embeddingDim is 1.5, but must be an integer."),
        ("embeddingDim", True, "embeddingDim is True, but must be an integer."),
        ("learningRate", "fast", "learningRate is 'fast', but must be a number."),
        ("batchNorm", 1, "batchNorm is 1, but must be True or False."),
        ("optimizer", 3, "optimizer is 3, but must be a string."),
        ("hiddenUnits", 400, "hiddenUnits is 400, but must be a list of integers."),
        ("hiddenUnits", [0.5], "hiddenUnits is [0.5], but must be a list of integers."),
    ],
)
def test_a_wrong_type_is_told(spark: SparkSession, name: str, value: Any, sentence: str) -> None:
    assert refusal(TypeError, lambda: DeepFMClassifier(**{name: value})) == sentence
    setter = "set" + name[0].upper() + name[1:]
    assert refusal(TypeError, lambda: getattr(DeepFMClassifier(), setter)(value)) == sentence


def test_none_is_no_value_for_a_setter(spark: SparkSession) -> None:
    none: Any = None
    message = refusal(TypeError, lambda: DeepFMClassifier().setWeightCol(none))
    assert message == "weightCol is None, but must be a string."


INT = "must be from -2147483648 to 2147483647."


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("embeddingDim", 0, "embeddingDim is 0, but must be at least 1."),
        ("embeddingDim", 2**31, f"embeddingDim is 2147483648, but {INT}"),
        ("hiddenUnits", [2**40], f"hiddenUnits is [1099511627776], but {INT}"),
        ("seed", 2**63, f"seed is {2**63}, but must be from {-(2**63)} to {2**63 - 1}."),
        ("hiddenUnits", [4, 0], "hiddenUnits is 0, but must be at least 1."),
        ("learningRate", 0, "learningRate is 0.0, but must be above 0 and finite."),
        ("learningRate", float("nan"), "learningRate is NaN, but must be above 0 and finite."),
        ("dropoutRate", 1.0, "dropoutRate is 1.0, but must be in [0, 1)."),
    ],
)
def test_a_value_out_of_range_is_told_in_the_words_of_java(
    spark: SparkSession, name: str, value: Any, sentence: str
) -> None:
    assert refusal(ValueError, lambda: DeepFMClassifier(**{name: value})) == sentence
    stage = DeepFMClassifier()
    assert refusal(IllegalArgumentException, lambda: stage.setParams(**{name: value})) == sentence
    assert not stage.isSet(name)


def test_an_unknown_choice_is_told_with_the_others(spark: SparkSession) -> None:
    message = refusal(IllegalArgumentError, lambda: DeepFMClassifier(activation="gelu"))
    assert message.startswith("activation is gelu, but must be one of relu, ")
    message = refusal(ValueError, lambda: CalibrationEvaluator(metricName="brier"))
    assert "metricName" in message and "absoluteLogRatio" in message


def test_a_bad_value_in_a_grid_is_told_when_fit_begins(features: DataFrame) -> None:
    stage = DeepFMClassifier()
    message = refusal(ValueError, lambda: stage.fit(features, {stage.batchSize: 0}))
    assert message == "batchSize is 0, but must be at least 1."


def test_a_missing_column_is_told_by_fit_transform_and_evaluate(
    model: Any, features: DataFrame
) -> None:
    lacking = features.drop("features")
    for call in (
        lambda: DeepFMClassifier().fit(lacking),
        lambda: model.stages[-1].transform(lacking),
    ):
        assert "features" in refusal(IllegalArgumentError, call)
    message = refusal(IllegalArgumentError, lambda: LogLossEvaluator().evaluate(lacking))
    assert "'probability'" in message


def test_params_that_contradict_each_other_are_told_by_fit(features: DataFrame) -> None:
    stage = DeepFMClassifier(validationIndicatorCol="validation", validationFraction=0.1)
    message = refusal(IllegalArgumentError, lambda: stage.fit(features))
    assert "validationIndicatorCol" in message and "validationFraction" in message


def test_a_bad_row_is_told_by_fit(features: DataFrame) -> None:
    doubled = features.withColumn("label", features.label * 2)
    message = refusal(
        IllegalArgumentError, lambda: DeepFMClassifier(hiddenUnits=[]).fit(doubled)
    )
    assert "label" in message and "2.0" in message


def test_a_bad_row_of_a_pipeline_is_told_by_fit(clicks: DataFrame) -> None:
    doubled = clicks.withColumn("label", clicks.label * 2)
    message = refusal(IllegalArgumentError, lambda: Pipeline(stages=stages()).fit(doubled))
    assert "label" in message


def test_a_column_without_values_is_told_by_fit(spark: SparkSession) -> None:
    frame = spark.createDataFrame([(None,)], "x double")
    scaler = LogMinMaxScaler(inputCols=["x"], outputCols=["y"])
    assert "'x'" in refusal(IllegalArgumentError, lambda: scaler.fit(frame))


def test_params_that_are_not_set_are_told(features: DataFrame) -> None:
    assert "inputCols" in refusal(ValueError, lambda: VocabularyIndexer().fit(features))
    assert "inputCols" in refusal(ValueError, lambda: VocabularyIndexer().getInputCols())
    scored = features.selectExpr("label", "0.5 as probability")
    message = refusal(ValueError, lambda: GroupAucEvaluator().evaluate(scored))
    assert message.startswith("groupCol is not set")


def test_a_vocabulary_cannot_be_shared_with_a_column_that_is_not_there(
    spark: SparkSession,
) -> None:
    stage = FieldHasher(inputCols=["a"])
    message = refusal(ValueError, lambda: stage.setSharedVocabulary("both", "a", "b"))
    assert message.startswith("Column 'b' of shared vocabulary 'both' is not among inputCols")


def test_an_unknown_vocabulary_is_told(model: Any) -> None:
    message = refusal(ValueError, lambda: model.stages[0].tokens("town"))
    assert message == "There is no vocabulary 'town'; the model has [site]."


def test_a_model_saved_without_its_summary_has_none(model: Any, tmp_path: Any) -> None:
    path = str(tmp_path / "model")
    model.stages[-1].save(path)
    (tmp_path / "model" / "summary.json").unlink()
    loaded = DeepFMClassificationModel.load(path)
    assert model.stages[-1].hasSummary and not loaded.hasSummary
    assert "without a training summary" in refusal(RuntimeError, lambda: loaded.summary)


def test_a_path_that_is_taken_or_empty_or_of_another_stage_is_told(
    model: Any, tmp_path: Any
) -> None:
    path = str(tmp_path / "stage")
    model.stages[0].save(path)
    assert "exists already" in refusal(ValueError, lambda: model.stages[0].save(path))
    model.stages[0].write().overwrite().save(path)
    message = refusal(ValueError, lambda: DeepFMClassificationModel.load(path))
    assert "VocabularyIndexerModel" in message
    nowhere = str(tmp_path / "nowhere")
    assert "nowhere" in refusal(ValueError, lambda: FieldHasher.load(nowhere))


def test_what_is_no_mistake_of_the_user_keeps_its_trace(spark: SparkSession) -> None:
    from py4j.protocol import Py4JJavaError

    from sparkdeepfm.errors import sentences

    jvm: Any = spark._jvm
    with pytest.raises(Py4JJavaError, match="NullPointerException"):
        with sentences():
            jvm.java.util.Objects.requireNonNull(None)


def test_a_bad_row_that_a_later_query_meets_is_told_in_a_block_of_sentences(
    spark: SparkSession,
) -> None:
    from sparkdeepfm.errors import sentences

    def collect(scored: DataFrame) -> None:
        with sentences():
            scored.collect()

    scaler = LogMinMaxScaler(inputCols=["x"], outputCols=["y"])
    fitted = scaler.fit(spark.createDataFrame([(1.0,)], ["x"]))
    scored = fitted.transform(spark.createDataFrame([(float("nan"),)], ["x"]))
    message = refusal(IllegalArgumentError, lambda: collect(scored))
    assert "'x'" in message and "NaN" in message
