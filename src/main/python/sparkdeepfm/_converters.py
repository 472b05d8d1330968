"""PySpark's converters of Param values, with the bounds of Java's integers."""

from typing import Any

from pyspark.ml.param import TypeConverters


class Converters(TypeConverters):
    """Converts or raises TypeError; OverflowError, with the range, for too large an integer.

    The names are PySpark's: it looks at them to find out which values are lists.
    """

    @staticmethod
    def toInt(value: Any) -> int:
        """A number of Java's type int."""
        return _within(TypeConverters.toInt(value), 31)

    @staticmethod
    def toLong(value: Any) -> int:
        """A number of Java's type long."""
        return _within(TypeConverters.toInt(value), 63)

    @staticmethod
    def toListInt(value: Any) -> list[int]:
        """Numbers of Java's type int."""
        return [_within(number, 31) for number in TypeConverters.toListInt(value)]


def _within(number: int, bits: int) -> int:
    if not -(2**bits) <= number < 2**bits:
        raise OverflowError(f"be from {-(2**bits)} to {2**bits - 1}")
    return number
