"""The jar with the Java classes for the Spark that is there, and a session that has it."""

import os
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from sparkdeepfm import _connect, _jvm, _line

__all__ = ["jars", "session"]

_VARIABLE = "SPARKDEEPFM_JAR"
_PACKAGE = Path(__file__).resolve().parent

def jars() -> str:
    """The path of the jar for the Spark that PySpark starts, as ``spark.jars`` takes it.

    Looked for in the environment variable ``SPARKDEEPFM_JAR``, in the installed package, and in
    ``target/`` of the repository that the package lies in; FileNotFoundError if it is in none,
    RuntimeError if there is none for this Spark, or the one that is named is for another.
    """
    spark = _line.installed()
    line = spark.line()
    named = os.environ.get(_VARIABLE)
    if named:
        _check(Path(named), spark, line)
        return named
    for folder in (_PACKAGE / "jars", *_targets(_PACKAGE)):
        found = sorted(folder.glob(line.jar), key=lambda jar: jar.stat().st_mtime)
        if found:
            return str(found[-1])
    build = "mvn package -DskipTests" + (" -Pspark4" if line.spark == "4" else "")
    raise FileNotFoundError(
        f"There is no {line.jar}, the jar for {line}, in the package or in target/; build it with"
        f" '{build}' and install the package again, name it in {_VARIABLE},"
        " or give it to spark-submit with --jars."
    )


def _check(named: Path, spark: _line.Installed, line: _line.Line) -> None:
    if not named.is_file():
        raise FileNotFoundError(
            f"{_VARIABLE} is '{named}', but no file is there; name the jar {line.jar}."
        )
    other = _line.of_jar(named.name)
    if other not in (None, line):
        raise RuntimeError(
            f"{_VARIABLE} is '{named}', which is for {other}, but this is {spark}; name the jar"
            f" {line.jar}."
        )


def _targets(package: Path) -> list[Path]:
    """The folders of jars in the repository, if the package is used where it was written."""
    source = Path("src", "main", "python", package.name)
    if len(package.parents) < len(source.parts):
        return []
    root = package.parents[len(source.parts) - 1]
    return [root / "target", root / "target" / "spark4"] if root / source == package else []


def session(master: str | None = None, **conf: Any) -> SparkSession:
    """A Spark session with the Java classes: the running one, or a new one.

    What spark-submit or a notebook host has given is kept: master, application name and jars, to
    which the jar of this package is added unless they hold the classes already. Spark's progress
    bar on the console is off, and the workers of a local session run this very Python unless
    ``PYSPARK_PYTHON`` or ``spark.pyspark.python`` names another.

    Parameters
    ----------
    master : str, optional
        of a new session where nobody else has given one; ``local[*]`` if not given
    conf
        further settings: ``spark_driver_memory="4g"`` is ``spark.driver.memory``; names that need
        an underscore are given as ``**{"spark.executorEnv.MY_NAME": "x"}``

    On a local master the driver and Spark's web page listen at 127.0.0.1, unless the environment
    variable ``SPARK_LOCAL_IP``, or ``spark.driver.bindAddress``, says otherwise.

    Raises
    ------
    RuntimeError
        if a session runs without the classes: restart Python, and begin with this; or if Spark, Scala
        or Java is missing or has a version that there are no classes for
    """
    settings = {_setting(name): str(value) for name, value in conf.items()}
    if _connect.is_client() or _jvm.is_running():
        _jvm.require()
    else:
        from sparkdeepfm import _new_session  # whose imports a client of Spark Connect need not have

        settings = _new_session.settings(master, settings)
    builder = SparkSession.builder
    for name, value in settings.items():
        builder = builder.config(name, value)
    started = builder.getOrCreate()
    _jvm.require()
    return started


def _setting(name: str) -> str:
    return name if "." in name else name.replace("_", ".")
