"""The jar is found, a session has it, and what is missing is said in a sentence."""

import importlib.metadata
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY
from pyspark import SparkConf
from pyspark.sql import SparkSession

import sparkdeepfm
from sparkdeepfm import _jvm, environment


def in_fresh_python(code: str) -> str:
    """What a new interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_the_jar_of_the_environment_variable_comes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    jar = tmp_path / "other.jar"
    monkeypatch.setenv("SPARKDEEPFM_JAR", str(jar))
    with pytest.raises(FileNotFoundError, match="SPARKDEEPFM_JAR is .* no file is there"):
        sparkdeepfm.jars()
    jar.touch()
    assert sparkdeepfm.jars() == str(jar)


def test_then_that_in_the_package_then_that_of_the_repository(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SPARKDEEPFM_JAR", raising=False)
    package = tmp_path / "src" / "main" / "python" / "sparkdeepfm"
    monkeypatch.setattr(environment, "_PACKAGE", package)
    with pytest.raises(FileNotFoundError, match="mvn package"):
        sparkdeepfm.jars()
    for folder in (tmp_path / "target", package / "jars"):
        folder.mkdir(parents=True)
        jar = folder / "spark-deepfm_2.12-1.2.3-all.jar"
        jar.touch()
        assert sparkdeepfm.jars() == str(jar)


def test_the_installed_package_has_the_version_of_the_pom_and_the_jar() -> None:
    pom = (REPOSITORY / "pom.xml").read_text("utf-8")
    found = re.search(r"<artifactId>spark-deepfm_2.12</artifactId>\s*<version>([^<]*)<", pom)
    assert found
    version = found.group(1).replace("-SNAPSHOT", ".dev0")
    assert importlib.metadata.version("sparkdeepfm") == version == sparkdeepfm.__version__
    assert Path(sparkdeepfm.jars()).name == f"spark-deepfm_2.12-{found.group(1)}-all.jar"
    assert Path(str(sparkdeepfm.__file__)).with_name("py.typed").is_file()


def test_the_wheel_says_its_licence_and_what_it_is() -> None:
    told = importlib.metadata.metadata("sparkdeepfm")
    classifiers = told.get_all("Classifier") or []
    assert "License :: OSI Approved :: Apache Software License" in classifiers
    assert "Programming Language :: Python :: 3.13" in classifiers
    assert told["License"] == "Apache-2.0" and told.get_all("Project-URL")
    assert {"spark", "mlflow", "plots"} <= set(told.get_all("Provides-Extra") or [])


def test_names_stand_from_the_start_and_cost_nothing_until_asked() -> None:
    printed = in_fresh_python(
        "import io, sys\n"
        "print('pyspark' in sys.modules, sorted(n for n in sys.modules if n.startswith('io.')))\n"
        "print(hasattr(sys.modules['io.sparkdeepfm'], '__path__'), 'pyspark' in sys.modules)\n"
        "print(sys.modules['io.sparkdeepfm.stage'].FieldHasher.__module__, hasattr(io, 'sparkdeepfm'))\n"
    )
    assert printed.splitlines() == [
        "False ['io.sparkdeepfm', 'io.sparkdeepfm.evaluation', 'io.sparkdeepfm.stage']",
        "False False",
        "sparkdeepfm.stage False",
    ]


def test_a_running_session_is_taken(spark: SparkSession) -> None:
    assert sparkdeepfm.session("local[1]", spark_sql_caseSensitive=False) is spark
    assert spark.sparkContext.master == "local[2]"
    assert spark.conf.get("spark.sql.caseSensitive") == "False"


@pytest.mark.parametrize(
    ("master", "submitted", "listens"),
    [
        ("local", "", True),
        (None, "", True),
        (None, "--master yarn pyspark-shell", False),
        ("yarn", "", False),
        ("local-cluster[1,1,1024]", "", False),
    ],
)
def test_a_driver_on_this_machine_listens_here_alone(
    monkeypatch: pytest.MonkeyPatch, master: str | None, submitted: str, listens: bool
) -> None:
    monkeypatch.setenv("SPARK_LOCAL_IP", "")
    monkeypatch.delenv("SPARK_LOCAL_IP")
    monkeypatch.delenv("SPARK_HOME", raising=False)
    monkeypatch.delenv("SPARK_CONF_DIR", raising=False)
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", submitted)
    environment._serve_pages_here(master)
    assert os.environ.get("SPARK_LOCAL_IP") == ("127.0.0.1" if listens else None)
    settings = {"spark.master": master or "local[*]"}
    given = SparkConf(loadDefaults=False).set("spark.driver.host", "x")
    environment._stay_on_this_machine(settings, given)
    assert settings.get("spark.driver.bindAddress") == ("127.0.0.1" if listens else None)
    assert "spark.driver.host" not in settings


def test_an_address_that_somebody_named_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_LOCAL_IP", "10.0.0.7")
    environment._serve_pages_here("local")
    settings = {"spark.master": "local"}
    environment._stay_on_this_machine(settings, SparkConf(loadDefaults=False))
    assert settings == {"spark.master": "local"}
    assert os.environ["SPARK_LOCAL_IP"] == "10.0.0.7"


def test_a_stage_needs_a_session() -> None:
    printed = in_fresh_python("import sparkdeepfm; sparkdeepfm.FieldHasher()")
    assert printed.splitlines()[-1] == (
        "RuntimeError: There is no Spark session; start one first, as with sparkdeepfm.session()."
    )


def test_a_session_without_the_jar_is_told() -> None:
    printed = in_fresh_python(
        "import sparkdeepfm\n"
        "from pyspark.sql import SparkSession\n"
        "spark = SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false')"
        ".getOrCreate()\n"
        "for call in (sparkdeepfm.FieldHasher, sparkdeepfm.session):\n"
        "    try:\n"
        "        call()\n"
        "    except RuntimeError as error:\n"
        "        print('told:', error)\n"
    )
    told = [line for line in printed.splitlines() if line.startswith("told:")]
    assert len(told) == 2
    assert told[0].startswith("told: Spark was started without io.sparkdeepfm.stage.FieldHasher:")
    assert "restart Python and begin with sparkdeepfm.session()" in told[1]


def test_a_session_can_be_stopped_and_started_again() -> None:
    printed = in_fresh_python(
        "import sparkdeepfm\n"
        "for _ in range(2):\n"
        "    spark = sparkdeepfm.session('local[1]', spark_ui_enabled='false')\n"
        "    frame = spark.createDataFrame([('a',)], ['x'])\n"
        "    stage = sparkdeepfm.FieldHasher(inputCols=['x'], outputCols=['h'])\n"
        "    print('hashed:', stage.transform(frame).head().h)\n"
        "    spark.stop()\n"
        "try:\n"
        "    sparkdeepfm.FieldHasher()\n"
        "except RuntimeError as error:\n"
        "    print(error)\n"
    )
    hashed = [line for line in printed.splitlines() if line.startswith("hashed:")]
    assert len(hashed) == 2 and hashed[0] == hashed[1]
    assert "There is no Spark session" in printed


def test_a_jar_of_another_release_is_warned_about_once(
    spark: SparkSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_jvm, "__version__", "99.0")
    monkeypatch.setattr(_jvm, "_warned", set())
    with pytest.warns(UserWarning, match="but the Python package is 99.0"):
        sparkdeepfm.FieldHasher()
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sparkdeepfm.FieldHasher()


def test_spark_connect_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_jvm, "has_started", lambda: False)
    monkeypatch.setattr(_jvm, "is_remote", lambda: True)
    with pytest.raises(RuntimeError, match="This is a Spark Connect session"):
        sparkdeepfm.session()


def test_the_types_are_checked(tmp_path: Any) -> None:
    """mypy --strict finds nothing in the package, and an error in wrong use of it."""
    sources = REPOSITORY / "src" / "main" / "python"
    use = tmp_path / "use.py"
    use.write_text(
        "from sparkdeepfm import DeepFMClassifier\n"
        "good: int = DeepFMClassifier(embeddingDim=3).setBatchNorm(True).getEmbeddingDim()\n"
        "DeepFMClassifier(embeddingDim='3')\n"
        "DeepFMClassifier(optimizer='adagrad').setActivation('relu')\n"
        "DeepFMClassifier(optimizer='adagrat')\n"
        "DeepFMClassifier().setActivation('gelu')\n"
    )
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--config-file", str(sources / "pyproject.toml")),
            *("--cache-dir", str(REPOSITORY / "target" / "python" / "mypy")),
            *("-p", "sparkdeepfm", "-p", "tools", "-m", "use"),
        ],
        cwd=sources,
        env={**os.environ, "MYPYPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    for line in (3, 5, 6):
        assert f"use.py:{line}: error" in done.stdout
    assert "Found 3 errors" in done.stdout, done.stdout
