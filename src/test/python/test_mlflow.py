"""Models and histories in MLflow."""

import subprocess
import sys
from typing import Any

import pytest
from conftest import probabilities
from pyspark.sql import DataFrame

import sparkdeepfm.mlflow

mlflow = pytest.importorskip("mlflow", reason="mlflow-skinny is not installed")


@pytest.fixture
def experiment(tmp_path: Any) -> Any:
    mlflow.set_tracking_uri((tmp_path / "tracking").as_uri())
    mlflow.set_experiment("clicks")
    return tmp_path


def test_the_history_becomes_metrics_by_epoch(experiment: Any, model: Any) -> None:
    summary = model.stages[-1].summary
    with mlflow.start_run() as run:
        sparkdeepfm.mlflow.log_history(summary, prefix="small_")
    client = mlflow.MlflowClient()
    logged = client.get_metric_history(run.info.run_id, "small_loss")
    assert [(m.step, m.value) for m in logged] == list(enumerate(summary.objectiveHistory(), 1))
    metrics = client.get_run(run.info.run_id).data.metrics
    assert metrics["small_bestEpoch"] == summary.bestEpoch()
    assert metrics["small_validationAuc"] == summary.lastEpoch()["validationAuc"]


def test_metrics_that_are_not_known_are_left_out(experiment: Any, features: DataFrame) -> None:
    fitted = sparkdeepfm.DeepFMClassifier(hiddenUnits=[], numEpochs=1).fit(features)
    with mlflow.start_run() as run:
        sparkdeepfm.mlflow.log_history(fitted.summary)
    metrics = mlflow.MlflowClient().get_run(run.info.run_id).data.metrics
    assert "loss" in metrics and "validationAuc" not in metrics


def test_a_pipeline_is_logged_and_loaded(
    experiment: Any, model: Any, clicks: DataFrame
) -> None:
    import mlflow.spark

    with mlflow.start_run() as run:
        mlflow.spark.log_model(model, "model", pip_requirements=["sparkdeepfm"])
    loaded = mlflow.spark.load_model(f"runs:/{run.info.run_id}/model")
    assert probabilities(loaded.transform(clicks)) == probabilities(model.transform(clicks))
