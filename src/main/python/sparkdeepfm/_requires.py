"""Says in a sentence what this package needs and does not find; imported before all else of it."""

import importlib.util
import sys

#: The releases of Spark that there are jars for, each with its Scala: classes of one do not link on
#: the other.
LINES = {"3.5": "2.12", "4": "2.13"}


def require_pyspark(found: str | None) -> None:
    """Raises ImportError unless this is the version of a supported PySpark; None: there is none."""
    wanted = " or ".join(LINES)
    if found is None:
        raise ImportError(
            f"sparkdeepfm needs PySpark {wanted}, but there is none; install it with"
            " pip install 'spark-deepfm[spark]'."
        )
    if not any(f"{found}.".startswith(f"{release}.") for release in LINES):
        raise ImportError(
            f"sparkdeepfm works with PySpark {wanted}, but PySpark {found} is installed; install"
            f" pyspark=={list(LINES)[-1]}.* instead."
        )


def require_distutils(pyspark: str | None) -> None:
    """Raises ImportError where PySpark 3.5 would not find distutils, which Python 3.12 dropped."""
    needed = pyspark is not None and pyspark.startswith("3.")
    if needed and importlib.util.find_spec("distutils") is None:
        raise ImportError(
            "PySpark 3.5 needs distutils, which Python"
            f" {sys.version_info.major}.{sys.version_info.minor} no longer has; install it with"
            " pip install setuptools."
        )


def _installed() -> str | None:
    if importlib.util.find_spec("pyspark") is None:
        return None
    from pyspark.version import __version__

    return str(__version__)


require_pyspark(_installed())
require_distutils(_installed())
