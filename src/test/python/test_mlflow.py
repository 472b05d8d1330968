"""Models and histories in MLflow."""

import importlib.metadata
import os
import subprocess
import sys
from typing import Any

import pandas
import pyspark
import pytest
from conftest import probabilities
from pyspark.ml import PipelineModel
from pyspark.sql import DataFrame

import sparkdeepfm.mlflow

mlflow = pytest.importorskip("mlflow", reason="mlflow-skinny is not installed")
import mlflow.pyfunc  # noqa: E402
import mlflow.spark  # noqa: E402


@pytest.fixture
def experiment(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    # mlflow-skinny has no other store that needs no server.
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
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
    with mlflow.start_run():
        logged = mlflow.spark.log_model(model, "model", pip_requirements=["spark-deepfm"])
    loaded = mlflow.spark.load_model(logged.model_uri)
    assert probabilities(loaded.transform(clicks)) == probabilities(model.transform(clicks))


def test_our_flavour_is_that_of_spark_too(experiment: Any, model: Any, clicks: DataFrame) -> None:
    with mlflow.start_run():
        logged = sparkdeepfm.mlflow.log_model(model, "clicks")
    for load in (sparkdeepfm.mlflow.load_model, mlflow.spark.load_model):
        loaded = load(logged.model_uri)
        assert probabilities(loaded.transform(clicks)) == probabilities(model.transform(clicks))


def test_pyfunc_gives_probabilities_in_the_order_of_the_rows(
    model: Any, clicks: DataFrame, tmp_path: Any
) -> None:
    sparkdeepfm.mlflow.save_model(model, tmp_path / "model")
    loaded = mlflow.pyfunc.load_model(str(tmp_path / "model"))
    expected = [p[1] for p in probabilities(model.transform(clicks))]
    assert loaded.predict(clicks.select("site", "price").toPandas()).tolist() == expected
    missing = pandas.DataFrame({"site": [None, "a"], "price": [1.0, float("nan")]})
    assert all(0 < p < 1 for p in loaded.predict(missing))


def test_a_saved_model_requires_what_it_was_saved_with(model: Any, tmp_path: Any) -> None:
    sparkdeepfm.mlflow.save_model(model, tmp_path / "model")
    required = (tmp_path / "model" / "requirements.txt").read_text("utf-8").split()
    line = ".".join(pyspark.__version__.split(".")[:2])
    assert f"pyspark=={line}.*" in required
    ours = [wanted for wanted in required if wanted.split("==")[0] == "spark-deepfm"]
    assert len(ours) == 1
    assert importlib.metadata.version("spark-deepfm") == sparkdeepfm.__version__


def test_what_is_no_pipeline_of_ours_is_told(model: Any, tmp_path: Any) -> None:
    with pytest.raises(TypeError, match="log_model takes a PipelineModel, but got a DeepFMClass"):
        sparkdeepfm.mlflow.save_model(model.stages[-1], tmp_path / "model")
    with pytest.raises(TypeError, match="with a DeepFMClassificationModel; it has none"):
        sparkdeepfm.mlflow.save_model(PipelineModel(model.stages[:1]), tmp_path / "model")


FRESH = """
import sys
import pandas
{load}
frame = pandas.DataFrame({{"site": ["a"], "price": [5.0]}})
print("SAID", {score})
"""


@pytest.mark.parametrize(
    ("load", "score"),
    [
        (
            "import mlflow.pyfunc\nmodel = mlflow.pyfunc.load_model(sys.argv[1])",
            "float(model.predict(frame)[0])",
        ),
        (
            "from pyspark.sql import SparkSession\nfrom pyspark.ml import PipelineModel\n"
            "spark = SparkSession.builder.config('spark.jars', sys.argv[2]).getOrCreate()\n"
            "model = PipelineModel.load(sys.argv[1] + '/sparkml')",
            "model.transform(spark.createDataFrame(frame)).head().probability[1]",
        ),
    ],
)
def test_a_process_that_has_not_imported_us_loads_a_model(
    model: Any, clicks: DataFrame, tmp_path: Any, load: str, score: str
) -> None:
    sparkdeepfm.mlflow.save_model(model, tmp_path / "model")
    code = FRESH.format(load=load, score=score)
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "model"), sparkdeepfm.jars()],
        capture_output=True,
        text=True,
        env={**os.environ, "SPARK_LOCAL_IP": "127.0.0.1"},
        check=False,
    )
    said = [line for line in done.stdout.splitlines() if line.startswith("SAID")]
    assert said, done.stdout + done.stderr
    row = model.transform(clicks.sparkSession.createDataFrame([("a", 5.0)], ["site", "price"]))
    assert float(said[0].split()[1]) == probabilities(row)[0][1]
