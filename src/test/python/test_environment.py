"""The jar is found, a session has it, and what is missing is said in a sentence."""

import importlib.metadata
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyspark
import pytest
from conftest import REPOSITORY
from pyspark import SparkConf
from pyspark.sql import SparkSession

import sparkdeepfm
from sparkdeepfm import _connect, _jvm, _line, _new_session, environment
from sparkdeepfm._line import Installed

pytestmark = pytest.mark.spark4

HERE = _line.installed()
LINE = HERE.line()
OTHER = next(line for line in _line.LINES if line != LINE)


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
    for folder in (tmp_path / "target" / "spark4", tmp_path / "target", package / "jars"):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / OTHER.jar.replace("*", "1.2.3")).touch()
        jar = folder / LINE.jar.replace("*", "1.2.3")
        jar.touch()
        assert sparkdeepfm.jars() == str(jar)


def test_the_installed_package_has_the_version_of_the_pom_and_the_jar() -> None:
    pom = (REPOSITORY / "pom.xml").read_text("utf-8")
    found = re.search(r"<artifactId>spark-deepfm-lines</artifactId>\s*<version>([^<]*)<", pom)
    assert found
    version = found.group(1).replace("-SNAPSHOT", ".dev0")
    assert importlib.metadata.version("spark-deepfm") == version == sparkdeepfm.__version__
    assert Path(sparkdeepfm.jars()).name == LINE.jar.replace("*", found.group(1))
    assert Path(str(sparkdeepfm.__file__)).with_name("py.typed").is_file()


def test_the_wheel_says_its_licence_and_what_it_is() -> None:
    told = importlib.metadata.metadata("spark-deepfm")
    classifiers = told.get_all("Classifier") or []
    assert "License :: OSI Approved :: Apache Software License" in classifiers
    assert "Programming Language :: Python :: 3.13" in classifiers
    assert told["License"] == "Apache-2.0" and told.get_all("Project-URL")
    assert {"spark", "spark35", "mlflow", "plots"} <= set(told.get_all("Provides-Extra") or [])


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


def test_a_named_jar_for_another_spark_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    jar = tmp_path / OTHER.jar.replace("*", "1.2.3")
    jar.touch()
    monkeypatch.setenv("SPARKDEEPFM_JAR", str(jar))
    with pytest.raises(RuntimeError) as told:
        sparkdeepfm.jars()
    assert str(told.value) == (
        f"SPARKDEEPFM_JAR is '{jar}', which is for {OTHER}, but this is {HERE};"
        f" name the jar {LINE.jar}."
    )


@pytest.mark.parametrize(
    ("version", "scala", "expected"),
    [
        ("3.5.1", "2.12", "2.12"),
        ("3.5.0+databricks", "2.12", "2.12"),
        ("4.0.1", "2.13", "2.13"),
        ("4.3.0", "2.13", "2.13"),
        ("3.4.4", "2.12", None),
        ("3.5.7", "2.13", None),
        ("40.0", "2.13", None),
    ],
)
def test_each_spark_has_its_jar_or_a_sentence(
    version: str, scala: str, expected: str | None
) -> None:
    if expected:
        assert Installed(version, scala).line().scala == expected
        return
    with pytest.raises(RuntimeError) as told:
        Installed(version, scala).line()
    assert str(told.value) == (
        f"This is Spark {version} with Scala {scala}, but spark-deepfm runs on Spark 3.5 with Scala"
        ' 2.12 or Spark 4 with Scala 2.13; install one, as by pip install "spark-deepfm[spark]".'
    )


@pytest.mark.parametrize("version", ["1.8.0_392", "11.0.20"])
def test_a_java_that_is_too_old_is_told(version: str) -> None:
    with pytest.raises(RuntimeError) as told:
        _line.require_java(version)
    assert str(told.value) == (
        f"Spark runs on Java {version}, but spark-deepfm needs Java 17 or later; set JAVA_HOME to"
        " one before Python starts."
    )
    for new in ("17.0.9", "21", "25.0.3"):
        _line.require_java(new)


@pytest.fixture
def other_jar() -> str:
    """The jar for the other line, which its own build makes."""
    folders = (REPOSITORY / "target", REPOSITORY / "target" / "spark4")
    found = [str(jar) for folder in folders for jar in folder.glob(OTHER.jar)]
    if not found:
        pytest.skip(f"{OTHER.jar} has not been built")
    return found[0]


def assert_names_the_artifact_to_take(text: str) -> None:
    begin = (
        f"spark-deepfm_{OTHER.scala} is for {OTHER}, but this is Spark {HERE.version} with Scala"
        f" {LINE.scala}."
    )
    sentences = [line[line.index(begin) :] for line in text.splitlines() if begin in line]
    assert sentences, text
    end = f"; take spark-deepfm_{LINE.scala} in its place."
    assert all(sentence.endswith(end) for sentence in sentences), text


def test_a_session_with_the_jar_for_another_spark_is_told(other_jar: str) -> None:
    printed = in_fresh_python(
        "import sparkdeepfm\n"
        "from pyspark.sql import SparkSession\n"
        "spark = SparkSession.builder.master('local[1]').config('spark.ui.enabled', 'false')"
        f".config('spark.jars', {other_jar!r}).getOrCreate()\n"
        "for call in (sparkdeepfm.FieldHasher, sparkdeepfm.DeepFMClassifier,"
        " sparkdeepfm.LogLossEvaluator, sparkdeepfm.session):\n"
        "    try:\n"
        "        call()\n"
        "    except sparkdeepfm.IllegalArgumentError as error:\n"
        "        print('told:', error)\n"
    )
    told = [line for line in printed.splitlines() if line.startswith("told:")]
    assert len(told) == 4, printed
    assert_names_the_artifact_to_take("\n".join(told))


def test_a_command_of_the_jar_for_another_spark_is_told(other_jar: str) -> None:
    submit = Path(str(pyspark.__file__)).parent / "bin" / "spark-submit"
    options = "--input x --format csv --label y --fields f.json --model m".split()
    done = subprocess.run(
        [str(submit), "--master", "local[1]", "--class", "io.sparkdeepfm.cli.Train"]
        + [other_jar, *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert_names_the_artifact_to_take(done.stderr)


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
    _new_session.serve_pages_here(master)
    assert os.environ.get("SPARK_LOCAL_IP") == ("127.0.0.1" if listens else None)
    settings = {"spark.master": master or "local[*]"}
    given = SparkConf(loadDefaults=False).set("spark.driver.host", "x")
    _new_session.stay_on_this_machine(settings, given)
    assert settings.get("spark.driver.bindAddress") == ("127.0.0.1" if listens else None)
    assert "spark.driver.host" not in settings


def test_an_address_that_somebody_named_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_LOCAL_IP", "10.0.0.7")
    _new_session.serve_pages_here("local")
    settings = {"spark.master": "local"}
    _new_session.stay_on_this_machine(settings, SparkConf(loadDefaults=False))
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


def test_a_client_of_spark_connect_needs_pyspark_4(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_connect, "is_client", lambda: True)
    monkeypatch.setattr(pyspark, "__version__", "3.5.7")
    with pytest.raises(RuntimeError, match="3.5.7, which runs no stages of libraries: take PySpark 4"):
        sparkdeepfm.session()
    with pytest.raises(RuntimeError, match="take PySpark 4"):
        sparkdeepfm.FieldHasher()


@pytest.mark.skipif(LINE.spark != "3.5", reason="the stubs of PySpark 3.5 are checked against")
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
