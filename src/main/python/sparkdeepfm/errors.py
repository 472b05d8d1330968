"""What a user sees when the Java side refuses something: one Python exception, one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pyspark.errors import IllegalArgumentException

from sparkdeepfm import _connect


class IllegalArgumentError(IllegalArgumentException, ValueError):
    """A parameter, a column or a row that cannot be taken, in the sentence of the Java side.

    Caught as ``ValueError`` and as PySpark's ``IllegalArgumentException``; unlike PySpark's own it
    never carries a stack trace of the JVM.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message)


@contextmanager
def sentences() -> Iterator[None]:
    """Raises what Java throws in this block as a Python exception without Java's stack.

    What has no message for users (a lost cluster, a defect) passes unchanged.
    """
    try:
        yield
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        raise told from None


def _told(error: Exception) -> Exception | None:
    if _connect.is_client():
        sentence = _connect.told(error)
        return None if sentence is None else IllegalArgumentError(sentence)
    from sparkdeepfm import _java_errors  # whose imports a client need not have

    return _java_errors.told(error)
