"""What is saved on one side is the same on the other."""

import io
import sys
from typing import Any

import pytest
from conftest import probabilities, stages
from pyspark.ml import Pipeline, PipelineModel, Transformer
from pyspark.ml.feature import SQLTransformer
from pyspark.ml.util import DefaultParamsReadable, DefaultParamsWritable
from pyspark.sql import DataFrame, SparkSession

import sparkdeepfm
from sparkdeepfm import DeepFMClassifier, FieldAssembler, GroupAucEvaluator, LogLossEvaluator

pytestmark = pytest.mark.spark4


class Unchanged(Transformer, DefaultParamsReadable[Any], DefaultParamsWritable):
    """A stage that exists in Python alone."""

    def _transform(self, dataset: DataFrame) -> DataFrame:
        return dataset


def java_stage(spark: SparkSession, name: str, **values: Any) -> Any:
    """A stage made in Java."""
    created: Any = spark._jvm
    for part in f"io.sparkdeepfm.{name}".split("."):
        created = getattr(created, part)
    created = created()
    for param, value in values.items():
        created.set(created.getParam(param).w(value))
    return created


def test_a_pipeline_fitted_and_saved_in_java_scores_alike_in_python(
    spark: SparkSession, clicks: DataFrame, tmp_path: Any
) -> None:
    jvm: Any = spark._jvm
    gateway: Any = spark.sparkContext._gateway
    built = [
        java_stage(spark, "stage.VocabularyIndexer", inputCols=["site"], outputCols=["i"]),
        java_stage(spark, "stage.LogMinMaxScaler", inputCols=["price"], outputCols=["p"]),
        java_stage(
            spark,
            "stage.FieldHasher",
            inputCols=["site"],
            outputCols=["h"],
            numBuckets=8,
            vocabularies=["hashed"],
        ),
        java_stage(spark, "stage.FieldAssembler", inputCols=["i", "p", "h"]),
        java_stage(spark, "DeepFMClassifier", embeddingDim=3, hiddenUnits=[5], numEpochs=1),
    ]
    array = gateway.new_array(jvm.org.apache.spark.ml.PipelineStage, len(built))
    for position, stage in enumerate(built):
        array[position] = stage
    fitted = jvm.org.apache.spark.ml.Pipeline().setStages(array).fit(clicks._jdf)
    fitted.write().save(str(tmp_path / "java"))

    in_java = probabilities(DataFrame(fitted.transform(clicks._jdf), spark))
    loaded = PipelineModel.load(str(tmp_path / "java"))
    assert probabilities(loaded.transform(clicks)) == in_java
    assert loaded.stages[-1].getEmbeddingDim() == 3
    assert loaded.stages[-1].isSet("hiddenUnits") and not loaded.stages[-1].isSet("optimizer")

    loaded.save(str(tmp_path / "python"))
    back = jvm.org.apache.spark.ml.PipelineModel.load(str(tmp_path / "python"))
    assert probabilities(DataFrame(back.transform(clicks._jdf), spark)) == in_java


def test_a_pipeline_fitted_and_saved_in_python_scores_alike_in_java(
    spark: SparkSession, model: Any, clicks: DataFrame, tmp_path: Any
) -> None:
    jvm: Any = spark._jvm
    model.write().overwrite().save(str(tmp_path / "model"))
    in_java = jvm.org.apache.spark.ml.PipelineModel.load(str(tmp_path / "model"))
    scored = DataFrame(in_java.transform(clicks._jdf), spark)
    assert probabilities(scored) == probabilities(model.transform(clicks))


def test_an_unfitted_pipeline_keeps_its_params(clicks: DataFrame, tmp_path: Any) -> None:
    pipeline = Pipeline(stages=stages(dropoutRate=0.25, optimizer="adagrad", seed=2**40))
    pipeline.save(str(tmp_path / "pipeline"))
    loaded = Pipeline.load(str(tmp_path / "pipeline"))
    for before, after in zip(pipeline.getStages(), loaded.getStages()):
        assert type(after) is type(before)
        assert after.uid == before.uid
        assert params(after) == params(before)
    assert probabilities(loaded.fit(clicks).transform(clicks)) == probabilities(
        pipeline.fit(clicks).transform(clicks)
    )


def test_a_pipeline_with_a_stage_of_python_alone_is_saved(
    model: Any, clicks: DataFrame, tmp_path: Any
) -> None:
    mixed = PipelineModel([Unchanged(), *model.stages])
    mixed.save(str(tmp_path / "mixed"))
    loaded = PipelineModel.load(str(tmp_path / "mixed"))
    assert probabilities(loaded.transform(clicks)) == probabilities(model.transform(clicks))


def test_stages_of_spark_and_ours_are_loaded_together(
    spark: SparkSession, features: DataFrame, tmp_path: Any
) -> None:
    sql = SQLTransformer(statement="SELECT * FROM __THIS__ WHERE price > 5")
    pipeline = Pipeline(stages=[sql, DeepFMClassifier(hiddenUnits=[], numEpochs=1)])
    pipeline.fit(features).save(str(tmp_path / "model"))
    loaded = PipelineModel.load(str(tmp_path / "model"))
    assert isinstance(loaded.stages[0], SQLTransformer)
    assert isinstance(loaded.stages[1], sparkdeepfm.DeepFMClassificationModel)


def test_every_fitted_stage_is_saved_alone(model: Any, tmp_path: Any) -> None:
    for stage in model.stages:
        path = str(tmp_path / stage.uid)
        stage.save(path)
        loaded = type(stage).load(path)
        assert type(loaded) is type(stage)
        assert params(loaded) == params(stage)


def test_evaluators_are_saved(tmp_path: Any, spark: SparkSession) -> None:
    for evaluator in (GroupAucEvaluator(groupCol="user"), LogLossEvaluator(weightCol="w")):
        path = str(tmp_path / evaluator.uid)
        evaluator.save(path)
        assert params(type(evaluator).load(path)) == params(evaluator)


def test_a_copy_does_not_share_its_params(spark: SparkSession) -> None:
    stage = FieldAssembler(inputCols=["a"])
    copied = stage.copy().setInputCols(["b"])
    assert (stage.getInputCols(), copied.getInputCols()) == (["a"], ["b"])
    assert copied.uid == stage.uid


def test_the_module_io_stays_the_one_of_python() -> None:
    assert sys.modules["io"] is io and not hasattr(io, "sparkdeepfm")
    assert sys.modules["io.sparkdeepfm.stage"] is sparkdeepfm.stage


def params(stage: Any) -> dict[str, Any]:
    return {param.name: value for param, value in stage._paramMap.items()}
