"""Says in a sentence what this package needs and does not find; imported before all else of it."""

import importlib.util
import re
import sys

#: The releases of Spark that the jar is compiled for: its classes use what others name otherwise.
SUPPORTED = ("3.5",)


def require_pyspark(found: str | None) -> None:
    """Raises ImportError unless this is the version of a supported PySpark; None: there is none."""
    wanted = " or ".join(SUPPORTED)
    if found is None:
        raise ImportError(
            f"sparkdeepfm needs PySpark {wanted}, but there is none; install it with"
            " pip install 'sparkdeepfm[spark]'."
        )
    release = re.match(r"\d+\.\d+", found)
    if release is None or release.group() not in SUPPORTED:
        raise ImportError(
            f"sparkdeepfm works with PySpark {wanted}, but PySpark {found} is installed; install"
            f" pyspark=={SUPPORTED[-1]}.* instead."
        )


def require_distutils() -> None:
    """Raises ImportError where PySpark 3.5 would not find distutils, which Python 3.12 dropped."""
    if importlib.util.find_spec("distutils") is None:
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
require_distutils()
