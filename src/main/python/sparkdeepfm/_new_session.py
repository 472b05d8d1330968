"""The settings of a session that this process starts, with the JVM for it."""

import os
import sys
from pathlib import Path
from typing import Any

from pyspark import SparkConf, SparkContext

from sparkdeepfm import _jvm, _line
from sparkdeepfm.environment import jars

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


def settings(master: str | None, wanted: dict[str, str]) -> dict[str, str]:
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
    chosen = dict(wanted)
    chosen[_MASTER] = _master_of_host or master or given.get(_MASTER) or _ANYWHERE
    name = given.get(_NAME)
    chosen[_NAME] = name if name and name != _UNNAMED else wanted.get(_NAME) or "sparkdeepfm"
    if not (by_host and given.contains(_PROGRESS)):
        chosen.setdefault(_PROGRESS, "false")  # over one that Spark sets for every shell
    chosen.update(_with_jar([given.get(_JARS), wanted.get(_JARS)]))
    stay_on_this_machine(chosen, given)
    _name_python(chosen, given)
    return chosen


def stay_on_this_machine(settings: dict[str, str], given: SparkConf) -> None:
    """Has a driver on this machine listen here alone, unless told otherwise."""
    if _is_local(settings[_MASTER]) and os.environ.get(_ADDRESS) == _THIS_MACHINE:
        for name in ("spark.driver.host", "spark.driver.bindAddress"):
            if not given.contains(name):
                settings.setdefault(name, _THIS_MACHINE)


def serve_pages_here(master: str | None) -> None:
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


def _start_jvm(conf: dict[str, str]) -> None:
    """Starts the JVM, or finds that of spark-submit; RuntimeError if there is no Java."""
    serve_pages_here(conf.get(_MASTER))
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
