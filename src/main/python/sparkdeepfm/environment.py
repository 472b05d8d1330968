"""The jar with the Java classes, and a session that has it."""

import os
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession

from sparkdeepfm import _jvm

__all__ = ["jars", "session"]

_VARIABLE = "SPARKDEEPFM_JAR"
_PATTERN = "spark-deepfm_2.12-*-all.jar"
_PACKAGE = Path(__file__).resolve().parent


def jars() -> str:
    """The path of the jar, as ``spark.jars`` takes it.

    Looked for in the environment variable ``SPARKDEEPFM_JAR``, in the installed package, and in
    ``target/`` of the repository that the package lies in; FileNotFoundError if it is in none.
    """
    named = os.environ.get(_VARIABLE)
    if named:
        if not Path(named).is_file():
            raise FileNotFoundError(
                f"{_VARIABLE} is '{named}', but no file is there; name the jar {_PATTERN}."
            )
        return named
    for folder in (_PACKAGE / "jars", *_targets(_PACKAGE)):
        found = sorted(folder.glob(_PATTERN), key=lambda jar: jar.stat().st_mtime)
        if found:
            return str(found[-1])
    raise FileNotFoundError(
        f"There is no {_PATTERN} in the package or in target/; build it with 'mvn package"
        f" -DskipTests' and install the package again, or name it in {_VARIABLE}."
    )


def _targets(package: Path) -> list[Path]:
    """``target/`` of the repository, if the package is used where it was written."""
    source = Path("src", "main", "python", package.name)
    root = package.parents[len(source.parts) - 1]
    return [root / "target"] if root / source == package else []


def session(master: str = "local[*]", **conf: Any) -> SparkSession:
    """A Spark session with the Java classes: the running one, or a new one.

    Parameters
    ----------
    master : str
        of a new session; a running one keeps its own
    conf
        further settings: ``spark_driver_memory="4g"`` is ``spark.driver.memory``; names that need
        an underscore are given as ``**{"spark.executorEnv.MY_NAME": "x"}``

    On a local master the driver and Spark's web page listen at 127.0.0.1, unless the environment
    variable ``SPARK_LOCAL_IP``, or ``spark.driver.bindAddress``, says otherwise.

    Raises
    ------
    RuntimeError
        if a session runs, or ran in this process, without the classes: a JVM gets them when it
        starts, so Python has to be restarted
    """
    _jvm.require()
    settings = {_setting(name): str(value) for name, value in conf.items()}
    builder = SparkSession.builder
    if not _jvm.is_running():
        builder = builder.master(master).appName("sparkdeepfm")
        settings["spark.jars"] = ",".join(filter(None, (settings.get("spark.jars"), jars())))
        _stay_on_this_machine(master, settings)
    for name, value in settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def _stay_on_this_machine(master: str, settings: dict[str, str]) -> None:
    """Has a driver on this machine, and its web page, listen here alone, unless told otherwise.

    Spark takes the page's address from the environment of its JVM.
    """
    is_local = master == "local" or master.startswith("local[")
    if not is_local or "SPARK_LOCAL_IP" in os.environ:
        return
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    for name in ("spark.driver.host", "spark.driver.bindAddress"):
        if name not in os.environ.get("PYSPARK_SUBMIT_ARGS", ""):
            settings.setdefault(name, "127.0.0.1")


def _setting(name: str) -> str:
    return name if "." in name else name.replace("_", ".")
