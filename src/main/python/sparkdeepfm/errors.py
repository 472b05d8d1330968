"""What a user sees when the Java side refuses something: one Python exception, one sentence."""

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
    while cause is not None:
        for java_type, python_type in _TOLD:
            if is_instance_of(gateway, cause, java_type) and cause.getMessage():
                return python_type(cause.getMessage())
        cause = cause.getCause()
    return None
