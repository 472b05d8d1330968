"""A fitted pipeline written for serving, from Python."""

from pathlib import Path
from typing import Any

import pytest
from pyspark.ml import PipelineModel

from sparkdeepfm import IllegalArgumentError

pytestmark = pytest.mark.spark4


def test_a_pipeline_becomes_one_file(model: Any, tmp_path: Path) -> None:
    file = tmp_path / "model.serving"
    model.stages[-1].exportForServing(model, str(file))
    assert b"EEPFMSV" in file.read_bytes()[:8]
    assert file.stat().st_size > 1000
    assert [path.name for path in tmp_path.iterdir()] == ["model.serving"]
    with pytest.raises(IllegalArgumentError, match="is there already"):
        model.stages[-1].exportForServing(model, str(file))


def test_stages_of_another_model_are_told(model: Any, tmp_path: Path) -> None:
    without = PipelineModel(model.stages[2:])
    with pytest.raises(IllegalArgumentError, match="no stage that is scored outside Spark"):
        model.stages[-1].exportForServing(without, str(tmp_path / "file"))
    with pytest.raises(TypeError, match="exportForServing"):
        model.stages[-1].exportForServing(None, str(tmp_path / "file"))
