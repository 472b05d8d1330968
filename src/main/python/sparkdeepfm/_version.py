"""The release, as the installed package says it."""

from importlib.metadata import PackageNotFoundError, version


def _installed() -> str | None:
    try:
        return version("spark-deepfm")
    except PackageNotFoundError:  # on the path without being installed
        return None


__version__ = _installed()
