"""A client of Spark Connect fits, scores, searches, saves and loads; what it cannot do it says."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY
from pyspark.sql import SparkSession

import sparkdeepfm
from sparkdeepfm import SavedModel, _line

pytestmark = [
    pytest.mark.spark4,
    pytest.mark.xdist_group("shared session"),  # so that one client serves all tests
    pytest.mark.skipif(
        _line.installed().line().spark != "4", reason="Connect knows libraries' stages from Spark 4 on"
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("connect of ours")  # a path with blanks


@pytest.fixture(scope="module")
def told(folder: Path) -> Any:
    """What connect_client.py prints."""
    script = REPOSITORY / "src" / "test" / "python" / "connect_client.py"
    done = subprocess.run(
        [sys.executable, str(script), sparkdeepfm.jars(), str(folder)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_session_of_the_client_is_kept(told: Any) -> None:
    assert told["client"] == "pyspark.sql.connect.session"
    assert told["session"] == "pyspark.sql.connect.session"


def test_what_a_client_saves_scores_the_same_there_and_in_a_session_with_java(
    told: Any, folder: Path, spark: SparkSession
) -> None:
    assert told["loaded"] == told["probabilities"]
    clicks = spark.createDataFrame(*told["clicks"])
    scored = sparkdeepfm.load_pipeline(f"{folder}/model").transform(clicks)
    rows = scored.select("probability").orderBy("number").collect()
    assert [row.probability[1] for row in rows] == told["probabilities"]


def test_a_model_is_trained_and_searched_for(told: Any) -> None:
    assert 0.5 < told["groupAuc"] < 1
    assert 0 < told["logLoss"] < 0.7
    assert told["best"] == 0.05
    assert told["hiddenUnits"] == [8]
    assert told["regressions"] == 400
    assert told["predict"] is True
    assert told["numFeatures"] == 5 + 16 + 1


def test_a_saved_model_says_what_it_has_learned(
    told: Any, folder: Path, spark: SparkSession
) -> None:
    assert told["fields"] == [
        ["site_index", "site", 5, "sum"],
        ["user_bucket", "user", 16, "sum"],
        ["price_scaled", "price_scaled", 1, "sum"],
    ]
    assert told["epochs"] == 2
    assert told["examples"] == 360
    assert told["embeddings"] == told["weights"] == 5 + 16 + 1
    assert told["report"] == "<!DOCTYPE html>"
    here = SavedModel(f"{folder}/model")
    assert [row.token for row in here.similar("site", "a", 2).collect()] == told["similar"]
    assert [list(field) for field in here.fields()] == told["fields"]


def test_what_cannot_be_is_said_in_a_sentence(told: Any, folder: Path) -> None:
    refused = told["refused"]
    assert refused["rate"] == (
        "IllegalArgumentError: learningRate is -1.0, but must be above 0 and finite."
    )
    assert refused["column"].startswith("IllegalArgumentError: ") and "none" in refused["column"]
    assert "is not a saved model or stage" in refused["path"]
    assert "write().overwrite()" in refused["taken"]
    assert "can send no empty list" in refused["no layers"]
    for method in ("summary", "insight", "tokens"):
        assert refused[method].startswith(
            f"RuntimeError: A client of Spark Connect cannot call {method}; save the pipeline, and"
            " ask sparkdeepfm.SavedModel(path)"
        )
    assert "cannot call PermutationImportance" in refused["importance"]
    assert "ProbabilityEvaluator" in refused["evaluate"]
    assert "set initialModelPath" in refused["initialModel"]
    assert "set vocabularies" in refused["shared"]
    assert refused["token"].startswith("IllegalArgumentError: Vocabulary 'site' has no token 'zz'")
    assert refused["pipeline"].startswith("IllegalArgumentError: ")
    for sentence in refused.values():
        assert len(sentence.splitlines()) == 1, sentence
