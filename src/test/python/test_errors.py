"""A mistake is one Python exception with one sentence, and never a stack of the JVM."""

import importlib.util
import json
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas
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
    PermutationImportance,
    ProgressListener,
    VocabularyIndexer,
    _requires,
)
from sparkdeepfm._arguments import spark_frame

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


def forget_digests(saved: Path) -> None:
    """Makes a saved stage what releases before 0.2 saved."""
    for metadata in saved.rglob("metadata/part-*"):
        told = json.loads(metadata.read_text())
        told.pop("files", None)
        told.pop("sha256", None)
        metadata.write_text(json.dumps(told) + "\n")
        metadata.with_name(f".{metadata.name}.crc").unlink(missing_ok=True)


def test_a_model_saved_without_its_summary_has_none(model: Any, tmp_path: Any) -> None:
    path = str(tmp_path / "model")
    model.stages[-1].save(path)
    forget_digests(tmp_path / "model")
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


def test_set_checks_at_once_as_a_setter_does(spark: SparkSession) -> None:
    stage = DeepFMClassifier()
    message = refusal(ValueError, lambda: stage.set(stage.learningRate, -5))
    assert message == "learningRate is -5.0, but must be above 0 and finite."
    assert not stage.isSet("learningRate")
    stage.set(stage.learningRate, 0.5)
    assert stage.getLearningRate() == 0.5


def test_a_param_is_not_overwritten_by_a_value(spark: SparkSession) -> None:
    stage: Any = DeepFMClassifier()
    message = refusal(AttributeError, lambda: setattr(stage, "learningRate", 0.1))
    assert message == (
        "learningRate is a Param, which holds no value itself; call setLearningRate(0.1)."
    )


def test_a_frame_of_pandas_is_told(model: Any, features: DataFrame) -> None:
    frame: Any = pandas.DataFrame({"label": [0.0]})
    last = model.stages[-1]
    calls: dict[str, Callable[[], Any]] = {
        "DeepFMClassifier.fit": lambda: DeepFMClassifier().fit(frame),
        "VocabularyIndexer.fit": lambda: VocabularyIndexer().fit(frame),
        "DeepFMClassificationModel.transform": lambda: last.transform(frame),
        "DeepFMClassificationModel.evaluate": lambda: last.evaluate(frame),
        "LogLossEvaluator.evaluate": lambda: LogLossEvaluator().evaluate(frame),
        "CalibrationEvaluator.ratio": lambda: CalibrationEvaluator().ratio(frame),
        "GroupAucEvaluator.groupAuc": lambda: GroupAucEvaluator().groupAuc(frame),
        "PermutationImportance.run": lambda: PermutationImportance().run(last, frame),
    }
    for where, call in calls.items():
        assert refusal(TypeError, call) == (
            f"{where} takes a Spark DataFrame, but got a pandas DataFrame; make one of it with"
            " spark.createDataFrame(frame)."
        )


def test_other_things_than_frames_are_told() -> None:
    rows: Any = [1]
    message = refusal(TypeError, lambda: spark_frame(rows, "here"))
    assert message == "here takes a Spark DataFrame, but got a list."
    for module, advice in (
        ("pyspark.pandas.frame", "got a pandas-on-Spark DataFrame; give frame.to_spark()."),
        ("pyspark.sql.connect.dataframe", "with a JVM in this process; Spark Connect has none."),
    ):
        kind = type("DataFrame", (), {"__module__": module})
        assert refusal(TypeError, lambda: spark_frame(kind(), "here")).endswith(advice)


def test_a_pipeline_is_told_where_one_of_its_stages_is_meant(
    model: Any, features: DataFrame
) -> None:
    last = "but got a PipelineModel; give its stage"
    for call in (
        lambda: DeepFMClassifier().setInitialModel(model),
        lambda: PermutationImportance().run(model, features),
    ):
        assert refusal(TypeError, call).endswith(f"{last} model.stages[-1].")
    message = refusal(TypeError, lambda: VocabularyIndexer().setInitialModel(model))
    assert message.endswith("but got a PipelineModel; give its stage model.stages[0].")
    message = refusal(TypeError, lambda: model.stages[-1].insight(model.stages[-1]))
    assert message == (
        "DeepFMClassificationModel.insight takes a PipelineModel or VocabularyIndexerModel, but got"
        " a DeepFMClassificationModel."
    )
    nothing: Any = None
    assert "got None" in refusal(TypeError, lambda: PermutationImportance().run(nothing, features))


@pytest.mark.parametrize("path", ["{file}/stage", "/proc/stage", "nowhere://host/stage"])
def test_a_path_that_cannot_be_written_is_told(model: Any, tmp_path: Any, path: str) -> None:
    (tmp_path / "file").write_text("a file")
    target = path.format(file=tmp_path / "file")
    last = model.stages[-1]
    for call in (
        lambda: last.save(target),
        lambda: model.stages[0].write().overwrite().save(target),
        lambda: last.summary.writeReport(target),
    ):
        message = refusal((OSError, ValueError), call)  # type: ignore[arg-type]
        assert any(name in message for name in ("stage", "file", "nowhere"))
        assert "Exception" not in message


def test_a_path_is_a_string_or_a_path(model: Any, tmp_path: Any) -> None:
    model.stages[0].save(tmp_path / "stage")
    assert type(model.stages[0]).load(tmp_path / "stage").uid == model.stages[0].uid
    number: Any = 3
    sentence = "path is 3, but must be a string or a pathlib.Path."
    assert refusal(TypeError, lambda: model.stages[0].save(number)) == sentence
    assert refusal(TypeError, lambda: FieldHasher.load(number)) == sentence
    assert refusal(TypeError, lambda: model.stages[-1].summary.writeReport(number)) == sentence


def test_jobs_that_were_cancelled_elsewhere_are_told(features: DataFrame) -> None:
    context = features.sparkSession.sparkContext

    class Cancel(ProgressListener):
        def epochDone(self, metrics: Any) -> None:
            context.cancelAllJobs()

    stage = DeepFMClassifier(hiddenUnits=[], numEpochs=100_000).setProgressListener(Cancel())
    assert refusal(RuntimeError, lambda: stage.fit(features)) == (
        "The Spark jobs of this were cancelled, so there is no result."
    )


@pytest.mark.parametrize("version", ["3.4.1", "2.4.8", "5.0.0", "40.0"])
def test_a_pyspark_that_is_not_supported_is_named(version: str) -> None:
    message = refusal(ImportError, lambda: _requires.require_pyspark(version))
    assert message == (
        f"sparkdeepfm works with PySpark 3.5 or 4, but PySpark {version} is installed; install"
        " pyspark==4.* instead."
    )


def test_a_pyspark_of_a_vendor_is_supported_and_none_is_named() -> None:
    for version in ("3.5.0", "3.5.1+amzn.2", "3.5.0.dev0", "4.0.1", "4.3.0", "4.1.0.dev1"):
        _requires.require_pyspark(version)
    assert "there is none" in refusal(ImportError, lambda: _requires.require_pyspark(None))


def test_a_missing_distutils_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    _requires.require_distutils("3.5.9")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    message = refusal(ImportError, lambda: _requires.require_distutils("3.5.9"))
    assert message.endswith("install it with pip install setuptools.")


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
