"""One Spark session for all tests, small seeded data, and a pipeline over it."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyspark.ml import Pipeline
from pyspark.sql import DataFrame, SparkSession

import sparkdeepfm
from sparkdeepfm import DeepFMClassifier, FieldAssembler, LogMinMaxScaler, VocabularyIndexer

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of the shared session stay in one process; what starts its own runs in the other."""
    for item in items:
        if "spark" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("shared session"))


@pytest.fixture(scope="session")
def spark(tmp_path_factory: Any) -> Iterator[SparkSession]:
    session = sparkdeepfm.session(
        "local[2]",
        spark_ui_showConsoleProgress=False,
        spark_sql_shuffle_partitions=2,
        spark_sql_warehouse_dir=str(tmp_path_factory.mktemp("warehouse")),
        spark_driver_bindAddress="127.0.0.1",
        spark_driver_host="127.0.0.1",
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def clicks(spark: SparkSession) -> DataFrame:
    """400 rows whose labels depend on both columns; every tenth row is for validation."""
    chance = random.Random(7)
    rows = []
    for row in range(400):
        site = chance.choice(["a", "b", "c", "d"])
        price = chance.random() * 10
        rate = 0.8 if site in "ab" and price > 3 else 0.15
        rows.append((site, price, float(chance.random() < rate), row % 10 == 0, f"user{row % 20}"))
    frame = spark.createDataFrame(rows, ["site", "price", "label", "validation", "user"])
    return frame.repartition(1).cache()


def stages(**classifier: Any) -> list[Any]:
    """The stages of a small model over :func:`clicks`."""
    small = {"embeddingDim": 4, "hiddenUnits": [8], "numEpochs": 2, "batchSize": 64, "seed": 3}
    return [
        VocabularyIndexer(inputCols=["site"], outputCols=["site_index"]),
        LogMinMaxScaler(inputCols=["price"], outputCols=["price_scaled"]),
        FieldAssembler(inputCols=["site_index", "price_scaled"]),
        DeepFMClassifier(**{**small, **classifier}),
    ]


@pytest.fixture(scope="session")
def model(clicks: DataFrame) -> Any:
    """A fitted pipeline; not to be changed."""
    return Pipeline(stages=stages(validationIndicatorCol="validation")).fit(clicks)


@pytest.fixture(scope="session")
def features(model: Any, clicks: DataFrame) -> DataFrame:
    """The rows with their features vectors."""
    frame = clicks
    for stage in model.stages[:-1]:
        frame = stage.transform(frame)
    return frame.cache()


def probabilities(scored: DataFrame) -> list[tuple[float, float]]:
    """Both probabilities of each row, exactly, in the order of the rows."""
    return [tuple(row.probability) for row in scored.select("probability").collect()]
