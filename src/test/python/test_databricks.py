"""The files in submit/databricks are what Databricks takes, and their commands what ours take."""

import json
import re
import subprocess
from typing import Any

import pytest
from conftest import REPOSITORY

FOLDER = REPOSITORY / "submit" / "databricks"


def schema_of_jobs() -> Any:
    """The class that Databricks' own package reads a job by; in the environment of Spark 3.5 alone."""
    from databricks.bundles.jobs import Job

    return Job


def read(name: str) -> Any:
    return json.loads((FOLDER / name).read_text())


@pytest.mark.parametrize("kind", ["cpu", "gpu"])
def test_jobs_fit_the_schema_and_run_our_command(kind: str) -> None:
    [description] = read(f"job-{kind}.json")["resources"]["jobs"].values()
    job = schema_of_jobs().from_dict(description)  # ValueError for a field that there is none of
    [task] = job.tasks
    assert task.spark_jar_task.main_class_name == "io.sparkdeepfm.cli.Train"
    scala = re.search("scala(.+)$", job.job_clusters[0].new_cluster.spark_version)
    assert scala is not None
    for library in task.libraries:
        assert library.jar.startswith(f"${{var.volume}}/spark-deepfm_{scala.group(1)}-${{var.version}}-")
    shown = subprocess.run(
        [str(REPOSITORY / "submit" / "train.sh"), "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    options = [value for value in task.spark_jar_task.parameters if value.startswith("--")]
    assert len(options) > 5
    for option in options:
        assert option in shown


@pytest.mark.parametrize("kind", ["cpu", "gpu"])
def test_policies_fit_the_schema_and_let_the_jobs_clusters_be(kind: str) -> None:
    from databricks.bundles.cluster_policies import ClusterPolicy

    policy = read(f"policy-{kind}.json")
    assert ClusterPolicy.from_dict(policy).name == policy["name"]
    rules = json.loads(policy["definition"])
    [job] = read(f"job-{kind}.json")["resources"]["jobs"].values()
    cluster = job["job_clusters"][0]["new_cluster"]
    for path, rule in rules.items():
        value: Any = cluster
        for step in path.split(".", 1):
            value = value.get(step) if isinstance(value, dict) else None
        if value is None:
            continue
        if rule["type"] == "fixed":
            assert value == rule["value"], path
        elif rule["type"] == "allowlist":
            assert value in rule["values"], path
        else:
            assert rule["minValue"] <= value <= rule["maxValue"], path


def test_a_field_that_there_is_none_of_is_seen() -> None:
    with pytest.raises(ValueError, match="Unexpected field"):
        schema_of_jobs().from_dict({"tusks": []})
