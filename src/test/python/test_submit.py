"""``session()`` keeps what spark-submit or a notebook host gave, and adds what is missing."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pyspark
import pytest
from conftest import REPOSITORY

import sparkdeepfm

SUBMIT = Path(pyspark.__file__).parent / "bin" / "spark-submit"
PACKAGE = REPOSITORY / "src" / "main" / "python" / "sparkdeepfm"

#: What a user would write, and what the test asks about it.
SCRIPT = """
import json, os, sys
import sparkdeepfm

spark = sparkdeepfm.session()
spark.sparkContext.setLogLevel("ERROR")
frame = spark.createDataFrame([("a",), ("b",)], ["x"]).repartition(2)
stage = sparkdeepfm.FieldHasher(inputCols=["x"], outputCols=["h"], numBuckets=8)
from pyspark.sql.functions import udf
python = udf(lambda h: f"{h} {__import__('sys').executable}", "string")
rows = stage.transform(frame).select(python("h").alias("p")).collect()
conf = spark.sparkContext.getConf()
print("SAID " + json.dumps({
    "master": conf.get("spark.master"),
    "name": conf.get("spark.app.name"),
    "jars": [os.path.basename(j) for j in conf.get("spark.jars", "").split(",") if j],
    "progress": conf.get("spark.ui.showConsoleProgress"),
    "python": sorted({row.p.split()[1] for row in rows}),
    "rows": len(rows),
    "package": sparkdeepfm.__file__,
}))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A script, and the package as a zip without a jar, as --py-files takes it."""
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "sparkdeepfm.zip", "w") as archive:
        for file in PACKAGE.rglob("*.py"):
            archive.write(file, file.relative_to(PACKAGE.parent))
    return tmp_path


def run(folder: Path, command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    left_out = ("PYSPARK_PYTHON", "PYSPARK_SUBMIT_ARGS", "SPARKDEEPFM_JAR")
    given = {name: value for name, value in os.environ.items() if name not in left_out}
    # spark-submit runs the first python3 of the path, and so do workers that nobody names another.
    path = f"{Path(sys.executable).parent}{os.pathsep}{given['PATH']}"
    return subprocess.run(
        command,
        cwd=folder,
        env={**given, "PATH": path, "SPARK_LOCAL_IP": "127.0.0.1", **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def said(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    lines = [line for line in done.stdout.splitlines() if line.startswith("SAID ")]
    assert lines, done.stdout + done.stderr
    return dict(json.loads(lines[0][5:]))


def submit(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return run(folder, [str(SUBMIT), *options, "script.py"])


def test_what_spark_submit_gave_stays_and_the_jar_is_added(folder: Path) -> None:
    jar = sparkdeepfm.jars()
    other = folder / "other.jar"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("other.txt", "other")
    found = said(submit(folder, "--master", "local[2]", "--name", "mine", "--jars", str(other)))
    assert (found["master"], found["name"]) == ("local[2]", "mine")
    assert found["jars"] == ["other.jar", Path(jar).name]
    assert found["rows"] == 2
    assert found["progress"] == "false"


def test_a_jar_that_spark_submit_gave_is_taken_with_the_package_as_a_zip(folder: Path) -> None:
    jar = folder / "renamed.jar"
    shutil.copy(sparkdeepfm.jars(), jar)
    options = ("--jars", str(jar), "--py-files", "sparkdeepfm.zip")
    found = said(submit(folder, *options, "--conf", "spark.ui.showConsoleProgress=true"))
    assert "sparkdeepfm.zip" in found["package"]
    assert found["jars"] == ["renamed.jar"]
    assert found["name"] == "script.py"
    assert found["progress"] == "true"


def test_a_jar_on_the_class_path_of_the_cluster_is_taken(folder: Path) -> None:
    jar = sparkdeepfm.jars()
    options = ("--driver-class-path", jar, "--conf", f"spark.executor.extraClassPath={jar}")
    found = said(submit(folder, *options, "--py-files", "sparkdeepfm.zip"))
    assert found["jars"] == []
    assert found["rows"] == 2


def test_without_any_jar_a_sentence_says_how_to_give_one(folder: Path) -> None:
    done = submit(folder, "--py-files", "sparkdeepfm.zip")
    last = [line for line in done.stdout.splitlines() if "Error:" in line][-1]
    assert last.startswith("FileNotFoundError: There is no spark-deepfm_2.12-*-all.jar, the")
    assert last.endswith("or give it to spark-submit with --jars.")


def test_what_a_notebook_host_gave_stays(folder: Path) -> None:
    host = "--master local[3] --name host --conf spark.jars.ignored=1 pyspark-shell"
    found = said(run(folder, [sys.executable, "script.py"], PYSPARK_SUBMIT_ARGS=host))
    assert (found["master"], found["name"]) == ("local[3]", "host")
    assert found["jars"] == [Path(sparkdeepfm.jars()).name]
    assert found["progress"] == "false"
    assert found["python"] == [sys.executable]


def test_without_java_a_sentence_says_so(folder: Path) -> None:
    done = run(folder, [sys.executable, "script.py"], JAVA_HOME="/nowhere")
    last = [line for line in done.stderr.splitlines() if "Error:" in line][-1]
    assert last.startswith(
        "RuntimeError: Spark's JVM did not start; it needs Java 17, and JAVA_HOME is '/nowhere'."
    )
