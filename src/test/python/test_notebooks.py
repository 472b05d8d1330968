"""Each notebook runs from top to bottom as it lies there, and its key numbers hold."""

import json
import os
from pathlib import Path
from typing import Any

import nbformat
import pytest
from conftest import REPOSITORY
from nbclient import NotebookClient

NOTEBOOKS = REPOSITORY / "notebooks"


def run(name: str, *expressions: str) -> list[Any]:
    """Runs a notebook in a kernel of its own; the values of expressions at its end."""
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    asked = f"import json; print(json.dumps([{', '.join(expressions)}]))"
    notebook.cells.append(nbformat.v4.new_code_cell(asked))
    place = {"metadata": {"path": str(NOTEBOOKS)}}
    NotebookClient(notebook, timeout=900, kernel_name="python3", resources=place).execute()
    said = [o.text for o in notebook.cells[-1].outputs if o.output_type == "stream"]
    return list(json.loads(said[0]))


@pytest.fixture(autouse=True)
def quiet_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures without a display, no second Spark on the same ports, no rows of the user's own."""
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    for name in ("MOVIES_TRAIN", "MOVIES_TEST"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.spark4
def test_quickstart_comes_near_the_best_possible_auc() -> None:
    auc, best_possible = run("01-quickstart", "auc", "best_possible")
    assert best_possible == pytest.approx(0.8398, abs=1e-4)
    assert best_possible - 0.012 < auc < best_possible


def test_deepfm_beats_both_baselines_on_their_own_column(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without the JVM's second compiler MLlib's factorization machine takes six times as long.
    monkeypatch.delenv("SPARK_CONF_DIR", raising=False)
    table, errors, search_auc = run(
        "02-criteo-pipeline",
        "results['test AUC'].to_dict()",
        "list(search.avgMetrics)",
        "search_auc",
    )
    baselines = [table["LogisticRegression (MLlib)"], table["FMClassifier (MLlib)"]]
    assert table["DeepFMClassifier"] > max(baselines) + 0.02
    assert table["DeepFMClassifier"] < table["best possible"]
    assert len(errors) == 4
    assert all(0.40 < error < 0.47 for error in errors)
    assert search_auc > max(baselines) + 0.02


def test_movie_curves_rise_and_an_explanation_adds_up() -> None:
    aucs, best_epoch, count, total, logit = run(
        "03-movielens-curves",
        "list(history.validationAuc)",
        "int(best_epoch)",
        "nearest.count()",
        "total",
        "float(why.rawPrediction[1])",
    )
    assert len(aucs) == 30
    assert max(aucs) == aucs[best_epoch - 1]
    assert 0.81 < max(aucs) < 0.833
    assert aucs[0] < max(aucs) - 0.02
    assert count == 5
    assert total == pytest.approx(logit, abs=1e-5)


def test_sharing_a_vocabulary_and_its_weights_pay() -> None:
    gains, best_possible, auc_with, auc_without = run(
        "04-multivalued-shared",
        "[float(g) for g in gain]",
        "best_possible",
        "float(auc_with)",
        "auc_without",
    )
    assert best_possible == pytest.approx(0.8498, abs=1e-4)
    assert gains[0] > 0.006  # over seeds 0.007 to 0.014
    assert best_possible - 0.02 < auc_with < best_possible
    assert auc_with > auc_without + 0.005


def test_two_workers_are_as_good_as_one() -> None:
    auc_one, auc_two, rounds, main = run(
        "05-cluster-and-gpu",
        "auc_one",
        "auc_two",
        "int(two.stages[-1].summary.history().rounds.min())",
        "job['tasks'][0]['spark_jar_task']['main_class_name']",
    )
    assert auc_one > 0.81
    assert auc_two == pytest.approx(auc_one, abs=0.01)
    assert rounds > 0
    assert (REPOSITORY / "src/main/java" / Path(*main.split("."))).with_suffix(".java").is_file()


def test_notebooks_are_small_and_know_no_machine() -> None:
    files = sorted(NOTEBOOKS.glob("*.ipynb"))
    assert [file.name[:2] for file in files] == ["01", "02", "03", "04", "05", "06"]
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert len(text) < 200_000, file.name
        assert str(REPOSITORY) not in text, file.name
        assert os.path.expanduser("~") + "/" not in text, file.name
        cells = nbformat.reads(text, as_version=4).cells
        assert any(cell.get("outputs") for cell in cells), f"{file.name} keeps no outputs"
        assert not any(o.output_type == "error" for c in cells for o in c.get("outputs", []))


def test_a_model_scores_outside_spark_as_inside() -> None:
    onnx_difference, http_difference, rows = run(
        "06-serving", "onnx_difference", "http_difference", "len(http)"
    )
    assert rows == 1000
    assert onnx_difference < 1e-5
    assert http_difference < 1e-5
