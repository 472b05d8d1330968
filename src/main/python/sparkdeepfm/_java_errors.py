"""The sentence in what Java throws."""

import re
from typing import Any

from py4j.java_gateway import is_instance_of
from py4j.protocol import Py4JJavaError
from pyspark import SparkContext
from pyspark.errors.exceptions.captured import CapturedException

from sparkdeepfm.errors import IllegalArgumentError

#: Java exceptions whose message is meant for users, and what they are in Python. The first that a
#: chain of causes holds is told: Spark wraps the mistake in a row into the failure of a job.
_TOLD: tuple[tuple[str, type[Exception]], ...] = (
    ("java.lang.IllegalArgumentException", IllegalArgumentError),
    ("java.util.NoSuchElementException", IllegalArgumentError),
    ("java.lang.IllegalStateException", RuntimeError),
    ("java.io.IOException", OSError),
)


def told(error: Any) -> Exception | None:
    """The same as a Python exception; None for what has no message for users, or is not of Java."""
    if not isinstance(error, (CapturedException, Py4JJavaError)):
        return None
    cause = error.java_exception if isinstance(error, Py4JJavaError) else error._origin
    gateway = SparkContext._gateway
    if _is_cancelled(cause):
        return RuntimeError("The Spark jobs of this were cancelled, so there is no result.")
    while cause is not None:
        for java_type, python_type in _TOLD:
            if is_instance_of(gateway, cause, java_type) and cause.getMessage():
                return python_type(_one_line(cause, gateway))
        cause = cause.getCause()
    return None


def _is_cancelled(error: Any) -> bool:
    """Whether jobs were cancelled, by an interrupt, on Spark's page or by their group."""
    gateway = SparkContext._gateway
    if error is None or not is_instance_of(gateway, error, "org.apache.spark.SparkException"):
        return False
    return " cancelled " in (error.getMessage() or "") and error.getCause() is None


def _one_line(error: Any, gateway: Any) -> str:
    """The message; with what went wrong where it is a path alone, as in Java's file errors."""
    message = " ".join(str(error.getMessage()).split())
    message = re.sub(r"^(?:\w+\.)+\w+(?:Exception|Error): ", "", message)
    if is_instance_of(gateway, error, "java.nio.file.FileSystemException"):
        kind = error.getClass().getSimpleName().removesuffix("Exception")
        words = "".join(f" {c.lower()}" if c.isupper() else c for c in kind).strip()
        return f"'{error.getFile()}' cannot be read or written: {error.getReason() or words}."
    return message
