"""The Java classes behind the Python ones, and how PySpark finds the way back."""

import json
import sys
import threading
import warnings
from collections.abc import Callable
from queue import SimpleQueue
from types import ModuleType
from typing import Any, NamedTuple

from pyspark.ml.common import _java2py, _py2java

from sparkdeepfm import _connect, _line, _search
from sparkdeepfm._version import __version__
from sparkdeepfm.errors import sentences

#: The package of all Java classes.
ROOT = "io.sparkdeepfm"

_warned: set[str] = set()


def spark_context() -> Any:
    """The class SparkContext, which the package of a client of Spark Connect may not have."""
    from pyspark import SparkContext

    return SparkContext


#: How often a call looks whether it was left; what it tells and its end wake it earlier.
_WAIT_MILLIS = 250


def register(java_package: str, module: ModuleType) -> None:
    """Lets PySpark find the Python class of each Java class of a package.

    ``Pipeline.load``, ``CrossValidatorModel.load`` and their like import the module
    ``io.sparkdeepfm.stage`` for a Java stage ``io.sparkdeepfm.stage.FieldHasher``: they take the
    Java name and replace ``org.apache.spark`` by ``pyspark`` alone. Python's ``io`` is a module,
    so nothing can lie below it; but an import looks into ``sys.modules`` first, where a name may
    stand without its parent. So nothing of PySpark is replaced, and ``io`` stays as it is.
    """
    sys.modules[java_package] = module


def is_loaded(name: str) -> bool:
    """Whether the JVM of this process, which must have started, finds a Java class."""
    return not _is_package(_look_up(name))


def _is_package(found: Any) -> bool:
    """Whether Py4J found no class of a name, and so took it for a package."""
    from py4j.java_gateway import JavaPackage  # which a client of Spark Connect need not have

    return isinstance(found, JavaPackage)


def _look_up(name: str) -> Any:
    found: Any = spark_context()._jvm
    for part in name.split("."):
        found = getattr(found, part)
    return found


def add_jar(path: str) -> None:
    """Adds a jar to the class loader of the driver, as spark-submit does with those of --jars.

    Raises RuntimeError if the loader takes none.
    """
    from py4j.protocol import Py4JError

    jvm: Any = spark_context()._jvm
    loader = jvm.java.lang.Thread.currentThread().getContextClassLoader()
    try:
        loader.addURL(jvm.java.io.File(path).toURI().toURL())
    except Py4JError:
        raise RuntimeError(
            "Spark was started without the jar of spark-deepfm; start it with"
            f" --jars {path}, or attach the jar to the cluster."
        ) from None


def has_started() -> bool:
    """Whether this process has a JVM, which keeps its class path until Python ends."""
    return spark_context()._jvm is not None


def is_running() -> bool:
    """Whether there is a Spark session."""
    return spark_context()._active_spark_context is not None


def java_class(name: str) -> Any:
    """The Java class of a full name, in the JVM of this process.

    Raises RuntimeError if there is no JVM, one without the library, or one that is too old for it.
    """
    if _connect.is_client():
        raise _connect.refusal(name.rpartition(".")[2])
    if not has_started():
        raise RuntimeError(_NO_SESSION)
    jvm: Any = spark_context()._jvm
    _line.require_java(jvm.java.lang.System.getProperty("java.version"))
    found = _look_up(name)
    if _is_package(found):
        raise RuntimeError(
            f"Spark was started without {name}: restart Python and begin with"
            " sparkdeepfm.session(), or give Spark the jar"
            f" {_line.installed().line().jar.replace('*', '…')}, by --jars or as a library of the"
            " cluster."
        )
    return found


def require() -> None:
    """Raises RuntimeError if Spark runs, or ran, in this process without the library.

    And IllegalArgumentError if it is the library for another line of Spark.
    """
    if _connect.is_client():
        _connect.require()
    elif has_started():
        with sentences():
            java_class(f"{ROOT}.platform.Platform").check()


def new(name: str, *arguments: Any) -> Any:
    """A new Java object; RuntimeError as :func:`java_class` says."""
    _connect.refuse(name.rpartition(".")[2])
    if has_started() and not is_running():
        raise RuntimeError(_NO_SESSION)
    with sentences():
        created = java_class(name)(*arguments)
    _compare(created.getClass().getPackage().getImplementationVersion())
    return created


def call(target: Any, method: str, *arguments: Any) -> Any:
    """Calls a Java method that runs Spark jobs; if this is interrupted, the jobs end."""
    start = java_class(f"{ROOT}.python.PythonCall").start
    return follow(lambda: start(_java_context(), target, method, list(arguments)))


def result_of_jobs(target: Any, method: str, *arguments: Any) -> Any:
    """As :func:`call`, of Python values: frames and stages in, what there is a class for out."""
    context: Any = spark_context()._active_spark_context
    java = [_py2java(context, argument) for argument in arguments]
    return _java2py(context, call(target, method, *java))


def fit(estimator: Any, frame: Any, tell: Callable[[dict[str, Any]], None] | None) -> Any:
    """Fits a Java classifier or regressor; ``tell`` is given each event of the training as it comes."""
    start = java_class(f"{ROOT}.python.PythonCall").fit
    return follow(lambda: start(_java_context(), estimator, frame), tell)


def _java_context() -> Any:
    context: Any = spark_context()._active_spark_context
    return context._jsc.sc()


def follow(
    start: Callable[[], Any], tell: Callable[[dict[str, Any]], None] | None = None
) -> Any:
    """The result of a ``PythonCall``, which is cancelled if it is not waited for to the end.

    Another thread asks the JVM, and this one waits for that: Py4J has no way to interrupt a call
    and go on, and its late answer would be taken for the answer to the next one.
    """
    if _search.is_abandoned():
        raise RuntimeError(_ABANDONED)
    running = start()
    told: SimpleQueue[_News] = SimpleQueue()
    asking = threading.Thread(target=_ask, args=(running, told), name="sparkdeepfm", daemon=True)
    asking.start()
    try:
        news = told.get()
        while not news.is_last:
            _hand_on(news, tell)
            if _search.is_abandoned():
                raise RuntimeError(_ABANDONED)
            news = told.get()
        _hand_on(news, tell)
    except KeyboardInterrupt:
        _cancel(running)
        raise KeyboardInterrupt(_INTERRUPTED) from None
    except BaseException:
        _cancel(running)
        raise
    return running.result()


class _News(NamedTuple):
    """What a call has told since the last time, and whether it is over."""

    events: list[dict[str, Any]]
    is_last: bool


def _ask(running: Any, told: "SimpleQueue[_News]") -> None:
    is_over = False
    while not is_over:
        try:
            is_over = running.waitFor(_WAIT_MILLIS)
            told.put(_News(json.loads(running.takeEvents()), is_over))
        except Exception:  # the JVM is gone, as asking for the result will tell
            is_over = True
            told.put(_News([], True))


def _hand_on(news: _News, tell: Callable[[dict[str, Any]], None] | None) -> None:
    if tell is not None:
        for event in news.events:
            tell(event)


def _cancel(running: Any) -> None:
    try:
        running.cancel()
    except Exception:  # the JVM is gone; why, the caller is told
        pass


def invoke(target: Any, method: str) -> Any:
    """Calls a method without arguments by reflection.

    Py4J does not see what a class inherits from an interface of its interface, as the getters of
    DeepFMClassifier are.
    """
    gateway: Any = spark_context()._gateway
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
_INTERRUPTED = "Interrupted; the Spark jobs have been cancelled, and the session can be used."
_ABANDONED = "The search that this belongs to was interrupted."
