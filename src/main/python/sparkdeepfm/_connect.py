"""What is different in a client of Spark Connect: there are no Java objects here, but names of Java
classes, and of models that the server keeps. PySpark's own wrappers fit, transform, evaluate and
save by these names; what they do not know is here.
"""

import importlib
import re
from typing import Any

from pyspark.sql.utils import is_remote

#: The release of PySpark whose Connect knows classifiers and stages of libraries.
_OLDEST = 4

_ERROR_CLASS = re.compile(r"^(?:\([\w.]+\) )?(?:\[[A-Z_.0-9]+\] )?")


def is_client() -> bool:
    """Whether this process is a client of Spark Connect."""
    return bool(is_remote())


def require() -> None:
    """Raises RuntimeError if this PySpark's Connect does not know stages of libraries."""
    import pyspark

    if int(pyspark.__version__.split(".")[0]) < _OLDEST:
        raise RuntimeError(
            "This is a Spark Connect session of PySpark"
            f" {pyspark.__version__}, which runs no stages of libraries: take PySpark 4 and"
            " spark-deepfm_2.13 on the server, or a session that is not remote."
        )


def load(wrapper: Any, path: str) -> Any:
    """Loads a stage of a class of this package on the server, and here the wrapper of it."""
    from pyspark.ml.wrapper import JavaModel
    from pyspark.sql.connect.session import SparkSession

    pb2 = _of_pyspark_4("pyspark.sql.connect.proto")
    serialize = _of_pyspark_4("pyspark.ml.connect.serialize")
    session: Any = SparkSession.getActiveSession()
    operator = pb2.MlOperator(name=wrapper._java_class, type=_kind(wrapper))
    command = pb2.Command()
    command.ml_command.read.CopyFrom(pb2.MlCommand.Read(operator=operator, path=path))
    _, properties, _ = session.client.execute_command(command)
    found = serialize.deserialize(properties)
    loaded = wrapper()
    if issubclass(wrapper, JavaModel):
        loaded._java_obj = _reference(session, found.obj_ref.id)
    loaded._resetUid(found.uid)
    known = {p.name for p in loaded.params}
    for param, value in found.params.params.items():
        if param in known:
            loaded._set(**{param: serialize.deserialize_param(value)})
    return loaded


def _kind(wrapper: Any) -> Any:
    from pyspark.ml.evaluation import JavaEvaluator
    from pyspark.ml.wrapper import JavaEstimator, JavaModel

    pb2 = _of_pyspark_4("pyspark.sql.connect.proto")
    if issubclass(wrapper, JavaModel):
        return pb2.MlOperator.OPERATOR_TYPE_MODEL
    if issubclass(wrapper, JavaEstimator):
        return pb2.MlOperator.OPERATOR_TYPE_ESTIMATOR
    if issubclass(wrapper, JavaEvaluator):
        return pb2.MlOperator.OPERATOR_TYPE_EVALUATOR
    return pb2.MlOperator.OPERATOR_TYPE_TRANSFORMER


def _reference(session: Any, name: str) -> Any:
    """A model's name as PySpark keeps it: 4.0 as it is, later releases with a count of its users."""
    counted = getattr(_of_pyspark_4("pyspark.ml.util"), "RemoteModelRef", None)
    if counted is not None:
        return counted(name)
    session.client.add_ml_cache(name)
    return name


def server_writer(instance: Any) -> Any:
    """PySpark's writer that has the server save a stage."""
    return _of_pyspark_4("pyspark.ml.connect.readwrite").RemoteMLWriter(instance)


def _of_pyspark_4(module: str) -> Any:
    """A module by name: the types, which are checked against PySpark 3.5, do not know it."""
    return importlib.import_module(module)


def require_sendable(name: str, value: Any) -> None:
    """Raises RuntimeError for a value that PySpark's client cannot send: of an empty list it does not
    know the type of the elements.
    """
    if is_client() and value == []:
        raise RuntimeError(
            f"{name} is [], but a client of Spark Connect can send no empty list; give it an element,"
            " or use a session that is not remote."
        )


def refuse(method: str) -> None:
    """Raises RuntimeError in a client of Spark Connect; the method needs a Java object."""
    if is_client():
        raise refusal(method)


def refusal(method: str) -> RuntimeError:
    """What to do instead of a method that a server gives no access to."""
    return RuntimeError(
        f"A client of Spark Connect cannot call {method}; {_INSTEAD.get(method, _SAVED)}."
    )


_SAVED = "save the pipeline, and ask sparkdeepfm.SavedModel(path), or use a session that is not remote"
_EVALUATOR = "give model.transform(rows) to a ProbabilityEvaluator or to an evaluator of PySpark"
_INSTEAD = {
    "evaluate": _EVALUATOR,
    "setInitialModel": "save the model, and set initialModelPath",
    "setSharedVocabulary": "set vocabularies, a name for each of inputCols",
}


def told(error: Exception) -> str | None:
    """The server's sentence about what cannot be taken, without its stack; None if the exception is
    of another kind.
    """
    from pyspark.errors.exceptions.connect import IllegalArgumentException

    if not isinstance(error, IllegalArgumentException):
        return None
    lines = str(error).split("JVM stacktrace:")[0].strip().splitlines()
    return _ERROR_CLASS.sub("", " ".join(line.strip() for line in lines))
