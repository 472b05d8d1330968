"""Saved pipelines of others are looked at before they are loaded."""

from pathlib import Path
from typing import Any

import pytest
from conftest import probabilities
from pyspark.ml import Pipeline
from pyspark.ml.feature import SQLTransformer
from pyspark.sql import DataFrame

import sparkdeepfm

SQL = "org.apache.spark.ml.feature.SQLTransformer"


def test_a_pipeline_of_ours_loads(model: Any, clicks: DataFrame, tmp_path: Path) -> None:
    path = str(tmp_path / "model")
    model.write().save(path)
    loaded = sparkdeepfm.load_pipeline(path)
    assert probabilities(loaded.transform(clicks)) == probabilities(model.transform(clicks))


def test_a_stage_that_runs_sql_is_named(clicks: DataFrame, tmp_path: Path) -> None:
    path = str(tmp_path / "model")
    statement = "SELECT *, 1 AS one FROM __THIS__"
    Pipeline(stages=[SQLTransformer(statement=statement)]).fit(clicks).write().save(path)
    with pytest.raises(sparkdeepfm.IllegalArgumentError, match=f"a stage of class {SQL}"):
        sparkdeepfm.load_pipeline(path)
    assert len(sparkdeepfm.load_pipeline(path, SQL).stages) == 1
