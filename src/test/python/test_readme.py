"""What the package's README shows works."""

import re
from typing import Any

from conftest import REPOSITORY
from pyspark.ml import PipelineModel
from pyspark.sql import SparkSession


def test_the_example_of_the_readme_runs(
    spark: SparkSession, tmp_path: Any, capsys: Any
) -> None:
    text = (REPOSITORY / "src" / "main" / "python" / "README.md").read_text("utf-8")
    example = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[0]
    # Paths in it are relative to the repository, and it leaves a model behind.
    example = example.replace("data-samples/", f"{REPOSITORY}/data-samples/")
    example = example.replace('"model"', repr(str(tmp_path / "model")))
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102
    printed = capsys.readouterr().out
    assert 0 < float(printed.split()[0]) < 0.69  # nats; a coin would have 0.69
    assert "validationLogLoss" in printed
    loaded = PipelineModel.load(str(tmp_path / "model"))
    assert loaded.stages[-1].getHiddenUnits() == [100, 100]
