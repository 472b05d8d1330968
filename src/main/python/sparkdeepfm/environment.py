"""The jar with the Java classes for the Spark that is there, and a session that has it."""

import os
import sys
from pathlib import Path
from typing import Any

from pyspark import SparkConf, SparkContext
from pyspark.sql import SparkSession

from sparkdeepfm import _jvm, _line

__all__ = ["jars", "session"]

_VARIABLE = "SPARKDEEPFM_JAR"
_PACKAGE = Path(__file__).resolve().parent

_MASTER = "spark.master"
_NAME = "spark.app.name"
_JARS = "spark.jars"
_PROGRESS = "spark.ui.showConsoleProgress"

#: What Spark calls an application that nobody has named, and where it runs if nobody said.
_UNNAMED = "pyspark-shell"
_ANYWHERE = "local[*]"

#: Where Spark's pages listen, as it reads from the environment of its JVM.
_ADDRESS = "SPARK_LOCAL_IP"
_THIS_MACHINE = "127.0.0.1"

#: The master that spark-submit or a notebook host gave this process, once that is known.
_master_of_host: str | None = None


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
    if _jvm.is_running() or _jvm.is_connect():
        _jvm.require()
    else:
        settings = _of_new_session(master, settings)
    builder = SparkSession.builder
    for name, value in settings.items():
        builder = builder.config(name, value)
    started = builder.getOrCreate()
    _jvm.require()
    return started


def _stay_on_this_machine(settings: dict[str, str], given: SparkConf) -> None:
    """Has a driver on this machine listen here alone, unless told otherwise."""
    if _is_local(settings[_MASTER]) and os.environ.get(_ADDRESS) == _THIS_MACHINE:
        for name in ("spark.driver.host", "spark.driver.bindAddress"):
            if not given.contains(name):
                settings.setdefault(name, _THIS_MACHINE)


def _serve_pages_here(master: str | None) -> None:
    """Has Spark's web page, whose address is in the environment of its JVM, listen here alone, if
    the master is sure to be on this machine and nobody named an address."""
    if master is None and not _names_master():
        master = _ANYWHERE
    if _is_local(master):
        os.environ.setdefault(_ADDRESS, _THIS_MACHINE)


def _names_master() -> bool:
    """Whether what spark-submit reads, its arguments and its file of defaults, names a master."""
    arguments = os.environ.get("PYSPARK_SUBMIT_ARGS", "")
    home = os.environ.get("SPARK_HOME", "")
    folder = os.environ.get("SPARK_CONF_DIR") or (home and str(Path(home, "conf")))
    defaults = Path(folder, "spark-defaults.conf") if folder else None
    text = defaults.read_text(errors="replace") if defaults and defaults.is_file() else ""
    return "--master" in arguments or _MASTER in arguments or _MASTER in text


def _is_local(master: str | None) -> bool:
    return master is not None and (master == "local" or master.startswith("local["))


def _of_new_session(master: str | None, wanted: dict[str, str]) -> dict[str, str]:
    """The settings for a new session: what the host gave, then what is wanted, then ours."""
    global _master_of_host
    master = master or wanted.get(_MASTER)
    by_host = "PYSPARK_GATEWAY_PORT" in os.environ
    if not _jvm.has_started():
        _start_jvm({**wanted, **({_MASTER: master} if master else {})})
        found = SparkConf().get(_MASTER)
        if found not in (None, _ANYWHERE, master):
            _master_of_host = found
    jvm: Any = SparkContext._jvm
    _line.require_java(jvm.java.lang.System.getProperty("java.version"))
    given = SparkConf()  # as the JVM has it, from spark-submit and the files that it reads
    settings = dict(wanted)
    settings[_MASTER] = _master_of_host or master or given.get(_MASTER) or _ANYWHERE
    name = given.get(_NAME)
    settings[_NAME] = name if name and name != _UNNAMED else wanted.get(_NAME) or "sparkdeepfm"
    if not (by_host and given.contains(_PROGRESS)):
        settings.setdefault(_PROGRESS, "false")  # over one that Spark sets for every shell
    settings.update(_with_jar([given.get(_JARS), wanted.get(_JARS)]))
    _stay_on_this_machine(settings, given)
    _name_python(settings, given)
    return settings


def _start_jvm(conf: dict[str, str]) -> None:
    """Starts the JVM, or finds that of spark-submit; RuntimeError if there is no Java."""
    _serve_pages_here(conf.get(_MASTER))
    launched = SparkConf()
    for name, value in conf.items():
        launched.set(name, value)
    try:
        SparkContext._ensure_initialized(conf=launched)
    except Exception as error:
        _line.require_java(_line.java_on_path() or str(_line.JAVA))
        home = os.environ.get("JAVA_HOME")
        where = f"JAVA_HOME is '{home}'" if home else "JAVA_HOME is not set"
        raise RuntimeError(
            f"Spark's JVM did not start; it needs Java {_line.JAVA}, and {where}. Above is what Java"
            " said, if it was found."
        ) from error


def _with_jar(given: list[str | None]) -> dict[str, str]:
    """``spark.jars`` with all that is given and the jar of ours, which the driver then has too.

    The driver's class path is fixed when its JVM starts, but its class loader takes jars until
    the context is there, as it does those of ``--jars``.
    """
    named = [jar for value in given if value for jar in value.split(",") if jar]
    if not _jvm.is_loaded(f"{_jvm.ROOT}.platform.Platform"):
        named.append(jars())
        _jvm.add_jar(named[-1])
    return {_JARS: ",".join(dict.fromkeys(named))} if named else {}


def _name_python(settings: dict[str, str], given: SparkConf) -> None:
    """Lets the workers run this Python, if they run on this machine and nobody named another."""
    if settings[_MASTER].startswith("local"):
        setting = "spark.pyspark.python"
        python = settings.get(setting) or given.get(setting) or sys.executable
        os.environ.setdefault("PYSPARK_PYTHON", python)


def _setting(name: str) -> str:
    return name if "." in name else name.replace("_", ".")
