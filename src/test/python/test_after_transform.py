"""What follows an MLlib model works after ours: functions of Python, references, streams."""

from pathlib import Path
from typing import Any

import pandas
import pytest
from conftest import probabilities, stages
from pyspark.ml.classification import OneVsRest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from sparkdeepfm import DeepFMClassificationModel

pytestmark = pytest.mark.spark4


@pytest.fixture(scope="module")
def classifier_model(model: Any) -> DeepFMClassificationModel:
    return model.stages[-1]


@pytest.fixture(scope="module")
def scored(classifier_model: DeepFMClassificationModel, features: DataFrame) -> DataFrame:
    return classifier_model.transform(features)


def plan(frame: DataFrame) -> str:
    return frame._jdf.queryExecution().executedPlan().toString()


def test_python_functions_read_the_predictions(scored: DataFrame) -> None:
    clicked = F.udf(lambda p: float(p[1]), "double")
    expected = [p[1] for p in probabilities(scored)]
    given = scored.withColumn("clicked", clicked("probability")).collect()
    assert [row.clicked for row in given] == expected
    assert scored.filter(clicked("probability") > 0.3).count() == sum(p > 0.3 for p in expected)


def test_pandas_functions_read_the_predictions(scored: DataFrame) -> None:
    @F.pandas_udf("double")
    def doubled(values: pandas.Series) -> pandas.Series:
        return 2 * values

    rows = scored.select("prediction", doubled("prediction").alias("twice")).collect()
    assert [row.twice for row in rows] == [2 * row.prediction for row in rows]
    batches = scored.select("site", "prediction").mapInPandas(
        lambda frames: frames, "site string, prediction double"
    )
    assert batches.count() == 400


def test_scores_of_what_a_python_function_made(
    scored: DataFrame, classifier_model: DeepFMClassificationModel, features: DataFrame
) -> None:
    same = F.udf(lambda v: v, features.schema["features"].dataType)
    metadata = features.schema["features"].metadata
    made = features.withColumn("features", same("features").alias("features", metadata=metadata))
    again = classifier_model.transform(made)
    assert probabilities(again) == probabilities(scored)
    assert again.select("prediction").collect() == scored.select("prediction").collect()


def test_columns_of_the_input_keep_their_references(scored: DataFrame, features: DataFrame) -> None:
    expected = features.filter(features["price"] > 5).count()
    assert scored.filter(features["price"] > 5).count() == expected
    assert scored.select(features["site"]).columns == ["site"]
    assert "price" not in scored.drop(features["price"]).columns
    users = features.select(F.col("user").alias("name")).distinct()
    assert scored.join(users, features["user"] == users["name"]).count() == 400


def test_columns_of_one_name_pass_through(
    classifier_model: DeepFMClassificationModel, features: DataFrame
) -> None:
    twice = features.select("*", F.lit(1).alias("price"))
    assert classifier_model.transform(twice).columns.count("price") == 2


def test_files_have_their_names(
    classifier_model: DeepFMClassificationModel, features: DataFrame, tmp_path: Path
) -> None:
    path = str(tmp_path / "features")
    features.repartition(3, "user").write.parquet(path)
    read = features.sparkSession.read.schema(features.schema).parquet(path)
    names = classifier_model.transform(read.withColumn("file", F.input_file_name()).coalesce(1))
    rows = names.select("file", F.input_file_name().alias("now"), "prediction").collect()
    assert len({row.now for row in rows}) == 3
    assert all(row.file == row.now for row in rows)


def test_what_nobody_asks_for_is_not_scored(scored: DataFrame) -> None:
    assert "BatchProject" in plan(scored)
    assert "BatchProject" not in plan(scored.select("site"))
    assert "probability(" not in plan(scored.select("prediction"))


def test_explanations_are_read_and_written(
    classifier_model: DeepFMClassificationModel, features: DataFrame, tmp_path: Path
) -> None:
    explained = classifier_model.copy().setExplainCol("why").transform(features)
    bias = F.udf(lambda why: why["bias"], "double")
    rows = explained.select("why", bias("why").alias("bias")).collect()
    assert all(row.why.bias == row.bias for row in rows)
    explained.write.parquet(str(tmp_path / "explained"))
    read = features.sparkSession.read.parquet(str(tmp_path / "explained"))
    assert read.where("why.deep IS NOT NULL").count() == 400


def test_streams_are_scored_and_read_by_python(
    spark: SparkSession,
    classifier_model: DeepFMClassificationModel,
    features: DataFrame,
    tmp_path: Path,
) -> None:
    path = str(tmp_path / "features")
    features.repartition(2).write.parquet(path)
    clicked = F.udf(lambda p: float(p[1]), "double")
    stream = spark.readStream.schema(features.schema).parquet(path)
    query = (
        classifier_model.transform(stream)
        .select("user", clicked("probability").alias("clicked"))
        .writeStream.format("memory")
        .queryName("scored_in_python")
        .trigger(availableNow=True)
        .start()
    )
    query.awaitTermination()
    result = spark.table("scored_in_python")
    assert result.where("clicked BETWEEN 0 AND 1").count() == 400


def test_one_vs_rest_of_python_chooses_among_three(features: DataFrame) -> None:
    three = features.withColumn("label", (F.ascii("site") % 3).cast("double"))
    fitted = OneVsRest(classifier=stages()[-1]).fit(three)
    predictions = {row.prediction for row in fitted.transform(three).select("prediction").collect()}
    assert predictions <= {0.0, 1.0, 2.0}
