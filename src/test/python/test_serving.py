"""A fitted pipeline written for serving, from Python."""

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from pyspark.ml import PipelineModel
from pyspark.sql import DataFrame

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


def test_embeddings_of_fewer_bits_make_a_smaller_file(model: Any, tmp_path: Path) -> None:
    sizes = []
    for embeddings in ("float32", "bfloat16", "int8"):
        file = tmp_path / embeddings
        model.stages[-1].exportForServing(model, file, embeddings=embeddings)
        sizes.append(file.stat().st_size)
    assert sizes[0] > sizes[1] > sizes[2]
    with pytest.raises(IllegalArgumentError, match="must be float32, bfloat16 or int8"):
        model.stages[-1].exportForServing(model, tmp_path / "f", embeddings="int4")
    with pytest.raises(TypeError, match="embeddings is 8, but must be a string"):
        model.stages[-1].exportForServing(model, tmp_path / "f", embeddings=8)


def test_onnxruntime_scores_as_spark(model: Any, clicks: DataFrame, tmp_path: Path) -> None:
    file = str(tmp_path / "model.onnx")
    model.stages[-1].exportOnnx(model, file)
    session = onnxruntime.InferenceSession(file)
    rows = model.transform(clicks).select("site", "price", "rawPrediction").collect()
    site = np.array([row.site for row in rows], dtype=object)
    price = np.array([row.price for row in rows])
    (logits,) = session.run(["logit"], {"site": site, "price": price})
    assert len(logits) == 400
    for row, logit in zip(rows, logits, strict=True):
        assert logit == pytest.approx(row.rawPrediction[1], abs=1e-5)
    (missing,) = session.run(
        ["logit"], {"site": np.array(["<missing>"], dtype=object), "price": np.array([np.nan])}
    )
    nothing = clicks.sparkSession.createDataFrame([(None, None)], "site string, price double")
    expected = model.transform(nothing).first().rawPrediction[1]
    assert missing[0] == pytest.approx(expected, abs=1e-5)
    with pytest.raises(IllegalArgumentError, match="There is no column 'x' to hold lists"):
        model.stages[-1].exportOnnx(model, file + "2", lists=["x"])


def test_stages_of_another_model_are_told(model: Any, tmp_path: Path) -> None:
    without = PipelineModel(model.stages[2:])
    with pytest.raises(IllegalArgumentError, match="no stage that is scored outside Spark"):
        model.stages[-1].exportForServing(without, str(tmp_path / "file"))
    with pytest.raises(TypeError, match="exportForServing"):
        model.stages[-1].exportForServing(None, str(tmp_path / "file"))
