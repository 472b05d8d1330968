"""What a user sees when the Java side refuses something: one Python exception, one sentence."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from py4j.java_gateway import is_instance_of
from py4j.protocol import Py4JJavaError
from pyspark import SparkContext
from pyspark.errors import IllegalArgumentException
from pyspark.errors.exceptions.captured import CapturedException


class IllegalArgumentError(IllegalArgumentException, ValueError):
    """A parameter, a column or a row that cannot be taken, in the sentence of the Java side.

    Caught as ``ValueError`` and as PySpark's ``IllegalArgumentException``; unlike PySpark's own it
    never carries a stack trace of the JVM.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)


#: Java exceptions whose message is meant for users, and what they are in Python. The first that a
#: chain of causes holds is told: Spark wraps the mistake in a row into the failure of a job.
_TOLD: tuple[tuple[str, type[Exception]], ...] = (
    ("java.lang.IllegalArgumentException", IllegalArgumentError),
    ("java.util.NoSuchElementException", IllegalArgumentError),
    ("java.lang.IllegalStateException", RuntimeError),
    ("java.io.IOException", OSError),
)


@contextmanager
def sentences() -> Iterator[None]:
    """Raises what Java throws in this block as a Python exception without Java's stack.

    What has no message for users (a lost cluster, a defect) passes unchanged.
    """
    try:
        yield
    except (CapturedException, Py4JJavaError) as error:
        told = _told(error)
        if told is None:
            raise
        raise told from None


def _told(error: Any) -> Exception | None:
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
