"""The Java classes behind the Python ones, and how PySpark finds the way back."""

import sys
import warnings
from types import ModuleType
from typing import Any

from py4j.java_gateway import JavaPackage
from pyspark import SparkContext
from pyspark.sql.utils import is_remote

from sparkdeepfm import _line
from sparkdeepfm._version import __version__
from sparkdeepfm.errors import sentences

#: The package of all Java classes.
ROOT = "io.sparkdeepfm"

_warned: set[str] = set()


def register(java_package: str, module: ModuleType) -> None:
    """Lets PySpark find the Python class of each Java class of a package.

    ``Pipeline.load``, ``CrossValidatorModel.load`` and their like import the module
    ``io.sparkdeepfm.stage`` for a Java stage ``io.sparkdeepfm.stage.FieldHasher``: they take the
    Java name and replace ``org.apache.spark`` by ``pyspark`` alone. Python's ``io`` is a module,
    so nothing can lie below it; but an import looks into ``sys.modules`` first, where a name may
    stand without its parent. So nothing of PySpark is replaced, and ``io`` stays as it is.
    """
    sys.modules[java_package] = module


def has_started() -> bool:
    """Whether this process has a JVM, which keeps its class path until Python ends."""
    return SparkContext._jvm is not None


def is_running() -> bool:
    """Whether there is a Spark session."""
    return SparkContext._active_spark_context is not None


def java_class(name: str) -> Any:
    """The Java class of a full name, in the JVM of this process.

    Raises RuntimeError if there is no JVM, one without the library, or one that is too old for it.
    """
    if not has_started():
        raise RuntimeError(_REMOTE if is_remote() else _NO_SESSION)
    found: Any = SparkContext._jvm
    _line.require_java(found.java.lang.System.getProperty("java.version"))
    for part in name.split("."):
        found = getattr(found, part)
    if isinstance(found, JavaPackage):
        raise RuntimeError(
            f"Spark was started without {name}: restart Python and begin with"
            " sparkdeepfm.session(), or attach the jar"
            f" {_line.installed().line().jar.replace('*', '…')} to the cluster."
        )
    return found


def require() -> None:
    """Raises RuntimeError if Spark runs, or ran, in this process without the library.

    And IllegalArgumentError if it is the library for another line of Spark.
    """
    if has_started() or is_remote():
        with sentences():
            java_class(f"{ROOT}.platform.Platform").check()


def new(name: str, *arguments: Any) -> Any:
    """A new Java object; RuntimeError as :func:`java_class` says."""
    if has_started() and not is_running():
        raise RuntimeError(_NO_SESSION)
    with sentences():
        created = java_class(name)(*arguments)
    _compare(created.getClass().getPackage().getImplementationVersion())
    return created


def invoke(target: Any, method: str) -> Any:
    """Calls a method without arguments by reflection.

    Py4J does not see what a class inherits from an interface of its interface, as the getters of
    DeepFMClassifier are.
    """
    gateway: Any = SparkContext._gateway
    found = target.getClass().getMethod(method, gateway.new_array(gateway.jvm.java.lang.Class, 0))
    return found.invoke(target, gateway.new_array(gateway.jvm.java.lang.Object, 0))


def _compare(java_version: str | None) -> None:
    """Warns once if the jar is of another release; unpacked classes do not say theirs."""
    if java_version is not None:
        java_version = java_version.replace("-SNAPSHOT", ".dev0")
    if java_version in (None, __version__) or __version__ is None or java_version in _warned:
        return
    _warned.add(str(java_version))
    warnings.warn(
        f"The jar is spark-deepfm {java_version}, but the Python package is {__version__};"
        " install the same release of both.",
        stacklevel=4,
    )


_NO_SESSION = "There is no Spark session; start one first, as with sparkdeepfm.session()."
_REMOTE = (
    "This is a Spark Connect session, which has no access to Java classes; use a cluster in"
    " single-user access mode, or a local session."
)
